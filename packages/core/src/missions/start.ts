import { createHash } from 'node:crypto';
import { type Agent, formatId, MosaicError, operations, type Project } from '@mosaic/contract';
import { type CommandContext, command, type Handler } from '@mosaic/mcp';
import type { MissionReader } from './mission-states.ts';
import { missionView } from './mission-view.ts';
import { initialState } from './rules/initial-state.ts';
import type { MissionSettings, StepTimeouts } from './rules/settings.ts';
import { slug } from './slug.ts';
import { readStartedPlan, type StartedPlan } from './start-plan.ts';

/** Characters of a name made from the title of a plan. */
const nameCharsMax = 100;

/** Runtimes that do the same again on the same input, so that repeating them is no use. */
const deterministicRuntimes = new Set(['fixer']);

/** What an installation decides for all its missions. */
export interface MissionTerms {
  readonly timeouts: StepTimeouts;
  /** Repositories whose every command is ours, so that they may do without a sandbox. */
  readonly isTrusted: (project: Project) => boolean;
}

/** `mission.start`: stores the settings; the engine takes it from there. */
export function startHandler({ timeouts, isTrusted }: MissionTerms): Handler {
  return command(operations.startMission, async (context, input) => {
    const store: MissionReader = context.store;
    const project = await context.call(operations.showProject, { projectId: input.projectId });
    await refuseSecond(context, input.projectId);
    const plan = await readStartedPlan(context, project, input);
    await requireRuntime(context, input.runtime, isTrusted(project));
    const { count } = await store
      .selectFrom('mission')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('project_id', '=', input.projectId)
      .where('tenant', '=', context.principal.tenant)
      .executeTakeFirstOrThrow();
    const number = Number(count) + 1;
    const name =
      input.name ?? plan?.title.slice(0, nameCharsMax).trim() ?? input.report ?? `review-${number}`;
    const id = context.clock.newId('mission');
    const now = context.clock.now();
    const settings: MissionSettings = {
      missionId: id,
      projectId: project.id,
      name,
      milestone: input.milestone ?? `${slug(name)}-${number}`,
      taskPrefix: input.taskPrefix,
      reportName: input.report ?? null,
      reviewName: `review-${number}`,
      from: plan ? 'plan' : input.from,
      ...(plan ? { plan: { planId: plan.planId, epicId: plan.epicId } } : {}),
      runtime: input.runtime,
      isRuntimeDeterministic: deterministicRuntimes.has(input.runtime),
      maxWorkers: input.maxWorkers,
      attemptsMax: input.attemptsMax,
      gates: project.gates.map((gate) => gate.name),
      branch: `mosaic/${slug(name)}-${number}`,
      builtInTaskIds: {
        review: derivedTaskId(id, now, 'review'),
        baseline: derivedTaskId(id, now, 'baseline'),
      },
      timeouts,
    };
    await store
      .insertInto('mission')
      .values({
        id,
        tenant: context.principal.tenant,
        project_id: project.id,
        settings: JSON.stringify(settings),
        is_active: 1,
        event_seq: 0,
        created_at: now,
        plan_id: plan?.planId ?? null,
      })
      .execute();
    if (plan) await freeze(context, id, plan);
    const row = await store
      .selectFrom('mission')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    context.target(id);
    context.emit({
      type: 'mission.started',
      projectId: project.id,
      missionId: id,
      data: {
        name,
        runtime: input.runtime,
        report: input.report ?? null,
        planId: plan?.planId ?? null,
      },
    });
    return missionView(row, initialState(settings), 0);
  });
}

/** Later changes of the plan don't reach the mission: it keeps its own copy. */
async function freeze(
  context: CommandContext,
  missionId: string,
  { planId, document }: StartedPlan,
): Promise<void> {
  const store: MissionReader = context.store;
  const { tenant } = context.principal;
  await store
    .insertInto('mission_plan')
    .values({ mission_id: missionId, tenant, document: JSON.stringify(document) })
    .execute();
  await context.call(operations.attachPlan, { planId, missionId, outcome: 'running' });
}

/**
 * The id of a mission's task follows from the mission and the task's key.
 *
 * So a plan that is made again after a crash names the same tasks.
 */
export function derivedTaskId(missionId: string, atMs: number, key: string): string {
  const random = createHash('sha256').update(`${missionId} ${key}`).digest().subarray(0, 10);
  return formatId('task', atMs, random);
}

/** Two missions on one repository would fight over the same files. */
async function refuseSecond(context: CommandContext, projectId: string): Promise<void> {
  const store: MissionReader = context.store;
  const active = await store
    .selectFrom('mission')
    .select('id')
    .where('project_id', '=', projectId)
    .where('tenant', '=', context.principal.tenant)
    .where('is_active', '=', 1)
    .executeTakeFirst();
  if (!active) return;
  throw new MosaicError(
    'conflict',
    `Mission ${active.id} of this project is not over. Watch it (mosaic mission watch ${active.id}) or resume it.`,
    { details: { missionId: active.id } },
  );
}

async function requireRuntime(
  context: CommandContext,
  runtime: string,
  isTrusted: boolean,
): Promise<void> {
  const { items } = await context.call(operations.listAgents, { type: 'runner', limit: 500 });
  const online = items.filter(({ isOnline }) => isOnline);
  const fitting = online.filter(({ capabilities }) => capabilities.includes(`runtime:${runtime}`));
  if (fitting.length === 0) {
    const offered = offeredRuntimes(online);
    const known = offered.join(', ') || 'none: no runner is online';
    throw new MosaicError(
      'precondition_failed',
      `No runner online offers the runtime ${JSON.stringify(runtime)}. Offered: ${known}.`,
      { details: { runtime, offered } },
    );
  }
  if (isTrusted || fitting.some(({ capabilities }) => !capabilities.includes('sandbox:none')))
    return;
  throw new MosaicError(
    'precondition_failed',
    'No runner online can sandbox the commands of this project. Install bubblewrap, or start the hub with --unsandboxed if you trust this repository and its agents.',
    { details: { runtime } },
  );
}

function offeredRuntimes(runners: readonly Agent[]): string[] {
  const all = runners.flatMap(({ capabilities }) => capabilities);
  const runtimes = all.filter((capability) => capability.startsWith('runtime:'));
  return [...new Set(runtimes.map((capability) => capability.slice('runtime:'.length)))].sort();
}
