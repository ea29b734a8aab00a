import type { PlanEdge } from '@mosaic/contract';
import { orderKey } from './node-id.ts';

/** Edges by the node they lead to, otherwise in the order given: so they stand with it in Markdown. */
export function sortEdges(edges: readonly PlanEdge[]): PlanEdge[] {
  const keyed = edges.map((edge) => ({ edge, key: orderKey(edge.to) }));
  keyed.sort((a, b) => a.key - b.key);
  return keyed.map(({ edge }) => edge);
}
