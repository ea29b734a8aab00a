import type { OperationOutput, operations } from '@mosaic/contract';
import type { Column } from '../output/table.ts';
import { listRenderer, type Renderers } from './renderer.ts';

type Template = OperationOutput<typeof operations.listTemplates>['items'][number];

const columns: readonly Column<Template>[] = [
  { title: 'NAME', text: ({ name }) => name },
  { title: 'FIT', text: ({ score }) => (score === null ? '' : score.toFixed(2)), isRight: true },
  { title: 'SUMMARY', text: ({ summary }) => summary, isFlexible: true },
];

export const templateRenderers = {
  listTemplates: ({ items }, view) =>
    listRenderer('templates', columns)({ items, nextCursor: null }, view),
} satisfies Renderers;
