import type { NodeGate } from '@mosaic/contract';
import { commitText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { Format } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

const formats: Readonly<Record<NodeGate['status'], Format>> = {
  open: 'dim',
  passed: 'green',
  failed: 'red',
  skipped: 'dim',
};

const columns: readonly Column<NodeGate>[] = [
  { title: 'NODE', text: ({ nodeId }) => nodeId },
  { title: 'GATE', text: ({ status }) => status, format: ({ status }) => formats[status] },
  { title: 'ATOMICS', text: ({ atomics }) => `${atomics.done}/${atomics.total}`, isRight: true },
  { title: 'TITLE', text: ({ title }) => title, isFlexible: true },
  { title: 'GREEN', text: ({ greenGates }) => greenGates.join(', '), isFlexible: true },
  { title: 'COMMIT', text: ({ commit }) => commitText(commit) ?? '' },
];

export const nodeGateRenderers = {
  missionGates: ({ items }, view) =>
    listRenderer('gates', columns)({ items, nextCursor: null }, view),
} satisfies Renderers;
