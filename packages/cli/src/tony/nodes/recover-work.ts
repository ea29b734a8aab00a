import type { Client } from '@mosaic/client';
import { type Mission, operations, type Plan, type Task } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { plainLine } from '../../output/plain-text.ts';
import { findPlan } from '../find-plan.ts';
import type { Tony } from '../tony-command.ts';

/** What was taken up again. */
interface Recovered {
  /** The mission that was stopped and goes on; null where there was none. */
  readonly mission: Mission | null;
  /** Dead jobs of `athms spawn` that are tried again. */
  readonly tasks: readonly Task[];
}

/**
 * Takes up the work of a plan that came to rest: its stopped mission goes on, and jobs of its nodes
 * that used up their attempts are tried again. What merely fell silent needs nothing: its lease
 * lapses, and the next agent gets it.
 */
export async function recoverWork(tony: Tony, flags: { plan?: string }): Promise<number> {
  const { session, hub } = tony;
  const plan = await findPlan(tony, flags.plan);
  const recovered = {
    mission: await resumeMission(hub.client, plan),
    tasks: await redriveJobs(hub.client, plan),
  };
  if (session.isJson) session.printJson(recovered);
  else for (const line of linesOf(recovered)) session.terminal.print(line);
  return exitCode.ok;
}

async function resumeMission(client: Client, { missionId }: Plan): Promise<Mission | null> {
  if (missionId === null) return null;
  const { status } = await client.call(operations.missionStatus, { missionId });
  return status === 'stopped' ? client.call(operations.resumeMission, { missionId }) : null;
}

async function redriveJobs(client: Client, plan: Plan): Promise<readonly Task[]> {
  const dead: Task[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: Task[]; nextCursor: string | null } = await client.call(
      operations.listTasks,
      {
        kind: 'job',
        status: 'failed',
        limit: 500,
        ...(plan.projectId === null ? {} : { projectId: plan.projectId }),
        ...(cursor === null ? {} : { cursor }),
      },
    );
    dead.push(...page.items.filter(({ key }) => key.startsWith(`${plan.id}/`)));
    cursor = page.nextCursor;
  } while (cursor !== null && dead.length < 500);
  const batch = dead.slice(0, 500);
  if (batch.length > 0) {
    await client.call(operations.redriveTasks, { taskIds: batch.map(({ id }) => id) });
  }
  return batch;
}

function linesOf({ mission, tasks }: Recovered): string[] {
  const lines = tasks.map(({ id, title }) => `${id}  ${plainLine(title)}: tried again`);
  if (mission !== null) lines.unshift(`${mission.id}  ${plainLine(mission.name)}: goes on`);
  if (lines.length > 0) return lines;
  return [
    'Nothing has come to rest. What fell silent is handed out again when its lease lapses. See: tony athms active',
  ];
}
