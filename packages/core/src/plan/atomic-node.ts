import type { TaskNode } from '@mosaic/contract';
import { type PlanIndex, pathTo } from '@tony/core/planning';

/** What the worker of an atomic is told of the plan; kept with its task. */
export function atomicNode(index: PlanIndex, position: number): TaskNode {
  const path = pathTo(index, position).flatMap((id) => {
    const at = index.positionOf.get(id);
    const node = at === undefined ? undefined : index.nodes[at];
    return node ? [node] : [];
  });
  const own = path.at(-1);
  if (!own) throw new Error(`The plan has no node ${position}`);
  return {
    id: own.id,
    goal: index.document.goal,
    above: path.slice(0, -1).map(({ id, title }) => ({ id, title })),
    description: own.description,
    completionCriteria: own.completionCriteria,
    acceptanceCriteria: path.flatMap((node) => node.acceptanceCriteria),
    agentType: path.findLast((node) => node.agentType !== null)?.agentType ?? null,
    files: own.files,
  };
}
