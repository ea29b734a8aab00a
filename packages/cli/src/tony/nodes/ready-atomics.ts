import type { PlanNode } from '@mosaic/contract';
import { createReadyLeaves, indexPlan, type LeafProgress } from '@tony/core/planning';
import type { OpenPlan } from './find-node.ts';

/** Atomics that nobody has begun and that wait for nothing any more, the most urgent first. */
export function readyAtomics({ document, progress }: OpenPlan): PlanNode[] {
  const nodes = new Map<string, PlanNode>(document.nodes.map((node) => [node.id, node]));
  const ready = createReadyLeaves(indexPlan(document))(leafProgress(progress));
  return ready.flatMap((id) => (id.startsWith('A.') ? (nodes.get(id) ?? []) : []));
}

/** Which nodes are over or under way; those with children are not asked about. */
function leafProgress(progress: OpenPlan['progress']): LeafProgress {
  const finished: Map<string, FinishedLeaf> = new Map();
  const started = new Map<string, number>();
  for (const [id, { status }] of progress) {
    if (status === 'in_progress') started.set(id, 0);
    if (status === 'done' || status === 'skipped' || status === 'failed' || status === 'deferred') {
      finished.set(id, { minutes: 0, tokens: null, outcome: status });
    }
  }
  return { finished, started };
}

type FinishedLeaf =
  NonNullable<LeafProgress['finished']> extends ReadonlyMap<string, infer Leaf> ? Leaf : never;
