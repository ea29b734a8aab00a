import type { Node } from '@mosaic/contract';
import { agoText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import { listRenderer, type Renderers } from './renderer.ts';
import { busText } from './system.ts';

const columns: readonly Column<Node>[] = [
  { title: 'NAME', text: (node) => node.name },
  { title: 'URL', text: (node) => node.url ?? '', isFlexible: true },
  {
    title: 'ALIVE',
    text: (node) => (node.isAlive ? 'yes' : 'no'),
    format: (node) => (node.isAlive ? 'green' : 'red'),
  },
  { title: 'DUTIES', text: (node) => node.duties.join(', ') },
  { title: 'BUS', text: (node) => busText(node.bus) },
  { title: 'VERSION', text: (node) => node.version },
  { title: 'SEEN', text: (node, view) => agoText(node.lastSeenAt, view.nowMs) },
];

export const nodeRenderers = { listNodes: listRenderer('nodes', columns) } satisfies Renderers;
