import { limits, MosaicError, type OperationInput, operations, TaskId } from '@mosaic/contract';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { readyTopic } from './claim.ts';
import { readTenant } from './claim-statements.ts';
import { type Lane, laneOf, requirementId, tenantShare } from './lane.ts';
import { createLedger } from './ledger.ts';
import { storeRequirements } from './requirements.ts';
import { dependencyCycle } from './rules/dependency-cycle.ts';
import { isSettled, place, placeOf } from './rules/place.ts';
import { rankOf } from './rules/rank.ts';
import type { Requirement } from './rules/requirement.ts';
import { insertJobs, insertNeeds, readByKeys, readStatuses } from './submit-statements.ts';

type NewJob = OperationInput<typeof operations.submitTasks>['jobs'][number];

export const submitHandlers: readonly Handler[] = [
  command(operations.submitTasks, async (context, { jobs }) => ({
    tasks: await submit(context, jobs, null),
  })),
  command(operations.enqueueTasks, async (context, { scheduleId, jobs }) => ({
    tasks: await submit(context, jobs, scheduleId),
  })),
];

interface Submitted {
  taskId: string;
  key: string;
  isNew: boolean;
}

/** A job on its way into the store. */
interface Draft {
  id: string;
  job: NewJob;
  payload: string;
  lane: Lane;
  needs: readonly string[];
  depsLeft: number;
}

/** Adds all jobs or none; a key that is known names the job it named before. */
async function submit(
  context: CommandContext,
  jobs: readonly NewJob[],
  scheduleId: string | null,
): Promise<Submitted[]> {
  const { tenant } = context.principal;
  const payloads = jobs.map(payloadText);
  const known = await readKeys(
    context,
    jobs.flatMap(({ key }) => key ?? []),
  );
  const submitted: Submitted[] = [];
  const added: { id: string; job: NewJob; payload: string }[] = [];
  for (const [index, job] of jobs.entries()) {
    const earlier = job.key === undefined ? undefined : known.get(job.key);
    const id = earlier ?? context.clock.newId('task');
    if (earlier === undefined) {
      added.push({ id, job, payload: payloads[index] ?? '{}' });
      if (job.key !== undefined) known.set(job.key, id);
    }
    submitted.push({ taskId: id, key: job.key ?? id, isNew: earlier === undefined });
  }
  if (added.length === 0) {
    context.quiet();
    return submitted;
  }
  await requireRoom(context, added.length);
  const requirements = added.map(({ job }) => requirementOf(job));
  await storeRequirements(context.store, tenant, requirements);
  const needs = await resolveNeeds(context, added, known);
  const drafts = added.map((draft, index) => {
    const requirement = requirements[index] ?? requirementOf(draft.job);
    const lane = laneOf(tenant, draft.job.projectId ?? '', requirementId(requirement));
    return { ...draft, lane, ...(needs.get(draft.id) ?? { needs: [], depsLeft: 0 }) };
  });
  await store(context, drafts, scheduleId);
  await requireQuotas(context, drafts);
  return submitted;
}

function payloadText({ payload, title }: NewJob): string {
  const text = JSON.stringify(payload);
  if (text.length <= limits.payloadCharsMax) return text;
  throw new MosaicError(
    'too_large',
    `The payload of "${title}" has ${text.length} characters as JSON; ${limits.payloadCharsMax} are allowed. Store it elsewhere and submit where it is.`,
  );
}

async function readKeys(
  context: CommandContext,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [...new Set(keys)];
  const rows = await readByKeys.all(context.store, [context.principal.tenant], wanted);
  return new Map(rows.map(({ job_key, id }) => [job_key, id]));
}

async function requireRoom(context: CommandContext, count: number): Promise<void> {
  const share = tenantShare(context.principal.tenant);
  const [row] = await readTenant.all(context.store, [share]);
  if ((row?.open_count ?? 0) + count <= limits.waitingTasksMax) return;
  throw new MosaicError(
    'precondition_failed',
    `${limits.waitingTasksMax} jobs are unfinished already. Cancel some, or let agents work them off first.`,
  );
}

/** Holds what is in the shares now to the quotas, project by project. */
async function requireQuotas(context: CommandContext, drafts: readonly Draft[]): Promise<void> {
  const added = new Map<string, number>();
  for (const { lane } of drafts) added.set(lane.projectId, (added.get(lane.projectId) ?? 0) + 1);
  for (const [projectId, amount] of added) {
    await context.call(operations.requireQuota, {
      kind: 'tasks-waiting',
      amount,
      ...(projectId === '' ? {} : { projectId }),
    });
  }
}

function requirementOf({ requires, labels }: NewJob): Requirement {
  return { step: 'job', capabilities: [...new Set(requires)].sort(), labels };
}

/**
 * What each draft needs, as ids, and how much of that is not settled.
 *
 * @throws `not_found` for a task nobody knows, `conflict` for a cycle
 */
async function resolveNeeds(
  context: CommandContext,
  added: readonly { id: string; job: NewJob }[],
  known: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Pick<Draft, 'needs' | 'depsLeft'>>> {
  const dependent = added.filter(({ job }) => job.dependsOn.length > 0);
  if (dependent.length === 0) return new Map();
  const named = dependent.flatMap(({ job }) => job.dependsOn);
  const isId = (name: string) => TaskId.safeParse(name).success;
  const elsewhere = await readKeys(
    context,
    named.filter((name) => !isId(name) && !known.has(name)),
  );
  const idOf = (name: string) =>
    known.get(name) ?? elsewhere.get(name) ?? (isId(name) ? name : undefined);
  const fresh = new Map(added.map(({ id, job }) => [id, job.key ?? id]));
  const older = [...new Set(named.flatMap((name) => idOf(name) ?? []))].filter(
    (id) => !fresh.has(id),
  );
  const rows = await readStatuses.all(context.store, [context.principal.tenant], older);
  const statuses = new Map(rows.map(({ id, status }) => [id, status]));
  const result = new Map<string, Pick<Draft, 'needs' | 'depsLeft'>>();
  for (const { id, job } of dependent) {
    const needs = [...new Set(job.dependsOn.map((name) => idOf(name) ?? unknownNeed(job, name)))];
    const missing = needs.find((need) => !fresh.has(need) && !statuses.has(need));
    if (missing !== undefined) unknownNeed(job, missing);
    const depsLeft = needs.filter((need) => {
      const status = statuses.get(need);
      return status === undefined || !isSettled(status);
    }).length;
    result.set(id, { needs, depsLeft });
  }
  const cycle = dependencyCycle(new Map([...result].map(([id, { needs }]) => [id, needs])));
  if (cycle) {
    const names = cycle.map((id) => fresh.get(id) ?? id);
    throw new MosaicError(
      'conflict',
      `These jobs wait for each other: ${names.join(' → ')}. Take one of the dependencies out.`,
      { details: { cycle: names } },
    );
  }
  return result;
}

function unknownNeed(job: NewJob, name: string): never {
  throw new MosaicError(
    'not_found',
    `"${job.title}" depends on ${name}, which is neither a task nor a key of one.`,
  );
}

async function store(
  context: CommandContext,
  drafts: readonly Draft[],
  scheduleId: string | null,
): Promise<void> {
  const now = context.clock.now();
  const ledger = createLedger();
  const rows = drafts.map((draft) => {
    const { id, job, lane, payload, needs, depsLeft } = draft;
    const availableAt = availability(job, now);
    const facts = { isOver: false, isOffered: true, isLeased: false, depsLeft, availableAt };
    const to = placeOf(facts, now);
    ledger.move(lane, place.none, to);
    ledger.open(lane, 1);
    return [
      id,
      lane.tenant,
      lane.projectId,
      JSON.stringify({ title: job.title }),
      now,
      lane.id,
      lane.requirement,
      to,
      rankOf(availableAt, job.priority),
      depsLeft,
      needs.length,
      availableAt,
      job.priority,
      job.attemptsMax,
      job.backOff.firstMs,
      job.backOff.maxMs,
      job.leaseMs,
      scheduleId,
      job.key ?? null,
      payload,
    ];
  });
  await insertJobs.all(context.store, [], rows);
  const needs = drafts.flatMap((draft) => draft.needs.map((need) => [draft.id, need]));
  await insertNeeds.all(context.store, [], needs);
  await ledger.flush(context.store);
  for (const { id, job } of drafts) {
    context.emit({
      type: 'task.added',
      projectId: job.projectId,
      taskId: id,
      data: { key: job.key ?? id, title: job.title },
    });
  }
  if (ledger.becameReady > 0) context.hint(readyTopic);
}

function availability({ availableAt, delayMs }: NewJob, now: number): number {
  const at = availableAt === undefined ? now + (delayMs ?? 0) : Date.parse(availableAt);
  if (at <= now + limits.delayMsMax) return at;
  throw new MosaicError(
    'conflict',
    `${availableAt} is too far away: a job can be put off by a year. Submit it later, or use a schedule.`,
  );
}
