import {
  type Explanation,
  limits,
  type OperationOutput,
  operations,
  type WaitReason,
} from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { toInstant } from '../../pipeline/clock.ts';
import { type Handler, type QueryContext, query } from '../../pipeline/handler.ts';
import { factsOf } from './convert.ts';
import { projectShare, tenantShare } from './lane.ts';
import { readById } from './requirements.ts';
import { isSettled, place, stateOf } from './rules/place.ts';
import { level, type ShareRow, type TaskRow } from './tables.ts';
import { findTask, type TaskReader } from './task-store.ts';

type Row = Selectable<TaskRow>;
type Share = Selectable<ShareRow>;
type Survey = OperationOutput<typeof operations.surveyAgents>;

/** Dependencies, and projects before a task, that an explanation names. */
const namedMax = 20;
const projectsNamedMax = 5;

export const explainHandlers: readonly Handler[] = [
  query(operations.explainTask, async (context, { taskId }) =>
    explain(context, await findTask(context, taskId)),
  ),
];

async function explain(context: QueryContext, row: Row): Promise<Explanation> {
  const now = context.clock.now();
  const state = stateOf(factsOf(row), now);
  const about = { taskId: row.id, state, notes: await notesOf(context, row) };
  const nothing = { reasons: [], place: null, agents: [] };
  if (state === 'over') return { ...about, ...nothing, summary: `It is over: ${row.status}.` };
  if (state === 'leased') {
    const stopping = row.is_stop_requested === 1 ? ' It was asked to stop.' : '';
    return { ...about, ...nothing, summary: `${row.agent_name} is working on it.${stopping}` };
  }
  const dependencies = row.deps_left > 0 ? await unsettled(context, row) : [];
  if (state === 'unoffered') {
    const message = 'Its mission has not offered a run of it, or decides about the last one.';
    const reasons: WaitReason[] = [{ code: 'not_offered', message }, ...dependencies];
    return { ...about, ...nothing, reasons, summary: summaryOf(reasons, null) };
  }
  const shares = await readShares(context, row);
  const survey = await surveyFor(context, row);
  const reasons = [
    ...dependencies,
    ...delayOf(row, now),
    ...limitsOf(row, shares),
    ...shortageOf(survey),
  ];
  const line = state === 'ready' ? await placeOf(context, row, shares) : null;
  return { ...about, reasons, place: line, agents: survey.free, summary: summaryOf(reasons, line) };
}

/** What it depends on and is not settled, with the way out where nothing will happen by itself. */
async function unsettled(context: QueryContext, row: Row): Promise<WaitReason[]> {
  const store: TaskReader = context.store;
  const needed = await store
    .selectFrom('task_dependency')
    .innerJoin('task', 'task.id', 'task_dependency.depends_on')
    .where('task_dependency.task_id', '=', row.id)
    .where('task.status', 'not in', ['done', 'deferred', 'skipped'])
    .select(['task.id', 'task.key', 'task.job_key', 'task.status', 'task.kind'])
    .orderBy('task.position')
    .limit(namedMax)
    .execute();
  return needed.map(({ id, key, job_key, status, kind }) => {
    const name = job_key ?? key;
    const isStuck = kind === 'job' && (status === 'failed' || status === 'cancelled');
    const way = isStuck ? ' Redrive it with task.redrive, or cancel this one.' : '';
    const message = `It depends on ${name}, which is ${status}.${way}`;
    return { code: 'dependency', message, taskId: id, key: name, status };
  });
}

function delayOf(row: Row, now: number): WaitReason[] {
  if (row.available_at <= now) return [];
  const until = toInstant(row.available_at);
  if (row.attempts === 0 || row.last_error === null) {
    return [{ code: 'delay', message: `It is put off until ${until}.`, until }];
  }
  const tries = `${row.attempts} of ${row.attempts_max} attempts failed`;
  return [{ code: 'back_off', message: `${tries}; the next comes at ${until}.`, until }];
}

interface Shares {
  tenant: Share | undefined;
  project: Share | undefined;
}

async function readShares(context: QueryContext, row: Row): Promise<Shares> {
  const store: TaskReader = context.store;
  const ids = [tenantShare(row.tenant), projectShare(row.tenant, row.project_id)];
  const shares = await store.selectFrom('task_share').selectAll().where('id', 'in', ids).execute();
  return {
    tenant: shares.find((share) => share.level === level.tenant),
    project: shares.find((share) => share.level === level.project),
  };
}

function limitsOf(row: Row, { tenant, project }: Shares): WaitReason[] {
  const reasons: WaitReason[] = [];
  const reached = (share: Share | undefined) => {
    if (!share || share.running_max === null || share.running_count < share.running_max)
      return null;
    return { running: share.running_count, runningMax: share.running_max };
  };
  const ofProject = reached(project);
  if (ofProject) {
    const projectId = row.project_id === '' ? null : row.project_id;
    const whose = projectId === null ? 'Jobs without a project' : 'Its project';
    const message = `${whose} may run ${ofProject.runningMax} tasks at once and runs ${ofProject.running}.`;
    reasons.push({ code: 'project_limit', message, projectId, ...ofProject });
  }
  const ofTenant = reached(tenant);
  if (ofTenant) {
    const message = `All projects together may run ${ofTenant.runningMax} tasks at once and run ${ofTenant.running}.`;
    reasons.push({ code: 'tenant_limit', message, ...ofTenant });
  }
  return reasons;
}

async function surveyFor(context: QueryContext, row: Row): Promise<Survey> {
  const requirements = await readById(context.store, row.tenant, [row.requirement]);
  const requirement = requirements.get(row.requirement);
  if (!requirement) throw new Error(`${row.id} asks for a requirement that is not stored`);
  const { step, capabilities, labels } = requirement;
  return context.query(operations.surveyAgents, {
    step,
    capabilities: [...capabilities],
    labels,
  });
}

/** Why nobody could take it now; nothing when somebody could. */
function shortageOf({ free, busy, draining, offline, missing }: Survey): WaitReason[] {
  if (free.length > 0) return [];
  const say = (shortage: 'unknown' | 'offline' | 'draining' | 'busy', message: string) => [
    { code: 'no_agent' as const, shortage, message, missing },
  ];
  if (busy > 0) return say('busy', `All ${busy} agents that are able to do it are busy.`);
  if (draining > 0) {
    return say('draining', `The ${draining} agents that are able to do it take no more tasks.`);
  }
  if (offline > 0)
    return say('offline', `The ${offline} agents that are able to do it are offline.`);
  const what = missing.length === 0 ? 'what it needs' : missing.join(', ');
  return say('unknown', `No agent that is registered has ${what}.`);
}

async function placeOf(context: QueryContext, row: Row, { project }: Shares) {
  const store: TaskReader = context.store;
  const isBefore = await store
    .selectFrom('task')
    .select('id')
    .where('lane', '=', row.lane)
    .where('place', '=', place.ready)
    .where(({ eb, or, and }) =>
      or([
        eb('rank', '<', row.rank),
        and([eb('rank', '=', row.rank), eb('position', '<', row.position)]),
      ]),
    )
    .limit(limits.lineMax)
    .execute();
  const turn = Number(project?.virtual_time ?? 0);
  const projects = await store
    .selectFrom('task_share')
    .select(['project_id', 'ready_count'])
    .where('tenant', '=', row.tenant)
    .where('level', '=', level.project)
    .where('ready_count', '>', 0)
    .where(({ eb, or, and }) =>
      or([
        eb('virtual_time', '<', turn),
        and([eb('virtual_time', '=', turn), eb('project_id', '<', row.project_id)]),
      ]),
    )
    .orderBy('virtual_time')
    .orderBy('project_id')
    .limit(limits.lineMax)
    .execute();
  return {
    before: isBefore.length,
    projectsBeforeCount: projects.length,
    projectsBefore: projects.slice(0, projectsNamedMax).map(({ project_id, ready_count }) => ({
      projectId: project_id === '' ? null : project_id,
      ready: ready_count,
    })),
  };
}

function summaryOf(
  reasons: readonly WaitReason[],
  line: { before: number; projectsBeforeCount: number } | null,
): string {
  if (reasons.length > 0) return reasons.map(({ message }) => message).join(' ');
  if (!line) return 'Nothing holds it up.';
  if (line.before + line.projectsBeforeCount === 0) return 'It is next in line.';
  return `It is ready: ${line.before} tasks of its lane and ${line.projectsBeforeCount} projects come before it.`;
}

async function notesOf(context: QueryContext, row: Row): Promise<string[]> {
  if (row.schedule_id === null || isSettled(row.status)) return [];
  const schedule = await context
    .query(operations.showSchedule, { scheduleId: row.schedule_id })
    .catch(() => null);
  if (schedule === null) return ['Its schedule was removed: it does not come again.'];
  return schedule.isPaused
    ? [`Its schedule ${schedule.name} is paused: this is the last one until it is resumed.`]
    : [];
}
