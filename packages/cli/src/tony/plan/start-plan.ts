import { type Mission, MosaicError, operations, type Plan } from '@mosaic/contract';
import type { Tony } from '../tony-command.ts';

/** Starts a mission that runs the plan. */
export async function startPlan(
  { hub }: Tony,
  plan: Plan,
  { workers, runtime }: { workers: number; runtime: string },
): Promise<Mission> {
  if (plan.projectId === null) {
    throw new MosaicError(
      'precondition_failed',
      `${plan.id} belongs to no repository, so nothing can be built. Make it inside a git repository with a commit.`,
    );
  }
  return await hub.client.call(operations.startMission, {
    projectId: plan.projectId,
    plan: plan.id,
    maxWorkers: workers,
    runtime,
  });
}
