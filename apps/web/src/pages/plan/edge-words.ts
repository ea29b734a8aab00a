import type { PlanEdge } from '@mosaic/contract';

/** What holds for the node an edge leads to, seen from the one it comes from. */
export const edgeWords: Readonly<Record<PlanEdge['kind'], string>> = {
  sequential: 'begins after it is done',
  conditional: 'is done only if it ends in one way',
  parallel: 'may be under way together with it',
  resource: 'is never under way together with it',
};
