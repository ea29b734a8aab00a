import type { Selectable } from 'kysely';
import type { CommandContext } from '../../pipeline/handler.ts';
import type { Parameter } from '../../store/statement.ts';
import { allTenants } from '../../store/store.ts';
import {
  type HeadRow,
  type LaneRow,
  leaseTasks,
  promoteDue,
  readHeads,
  readLanes,
  readTenant,
  readTenants,
  type TenantRow,
} from './claim-statements.ts';
import { laneOf } from './lane.ts';
import type { Ledger } from './ledger.ts';
import { taskLimits } from './limits.ts';
import { requirementsReady } from './requirements.ts';
import { place } from './rules/place.ts';
import { type Abilities, satisfies } from './rules/requirement.ts';
import { caughtUp, costOf, shareOut } from './rules/share-out.ts';
import type { TaskRow } from './tables.ts';

/** Who takes tasks, as a claim needs it. */
export interface Taker {
  readonly agentId: string;
  readonly agentName: string;
  readonly sessionId: string;
  readonly abilities: Abilities;
  /** Tasks it can take now. */
  readonly count: number;
}

/**
 * Leases up to `count` tasks, in order of turns and ranks: lanes first, then tasks.
 *
 * The number of statements does not depend on how many tasks there are, nor on how many are
 * taken. Lanes, projects and tenants at their limit are passed over.
 */
export async function takeTasks(
  context: CommandContext,
  ledger: Ledger,
  taker: Taker,
): Promise<Selectable<TaskRow>[]> {
  if (taker.count <= 0) return [];
  await promote(context, ledger);
  const { tenant } = context.principal;
  if (tenant === allTenants) return takeFromAll(context, ledger, taker);
  const [row] = await readTenant.all(context.store, [`t:${tenant}`]);
  return row ? takeFromTenant(context, ledger, taker, row) : [];
}

/** Makes delayed tasks ready whose time has come, as many as one transaction may. */
export async function promote(context: CommandContext, ledger: Ledger): Promise<number> {
  const now = context.clock.now();
  const rows = await promoteDue.all(context.store, [now, taskLimits.sweepMax]);
  for (const row of rows) {
    ledger.move(laneOf(row.tenant, row.project_id, row.requirement), place.delayed, place.ready);
  }
  // What follows reads the shares: they must say what the rows say.
  if (rows.length > 0) await ledger.flush(context.store);
  return rows.length;
}

/** A shared agent takes from the tenants in turn, each within its limit. */
async function takeFromAll(
  context: CommandContext,
  ledger: Ledger,
  taker: Taker,
): Promise<Selectable<TaskRow>[]> {
  const tenants = await readTenants.all(context.store, [taskLimits.tenantsMax]);
  const newest = Math.max(0, ...tenants.map((row) => Number(row.virtual_time)));
  const taken: Selectable<TaskRow>[] = [];
  const waiting = tenants.map((row) => ({
    ...row,
    // Whoever was idle may be ahead by some turns, not by all it missed.
    virtual_time: caughtUp(Number(row.virtual_time), newest - creditMax),
  }));
  while (taken.length < taker.count && waiting.length > 0) {
    waiting.sort((a, b) => a.virtual_time - b.virtual_time || (a.id < b.id ? -1 : 1));
    const [row] = waiting;
    if (!row) break;
    // One at a time while several wait, so that the turns are those of single claims.
    const count = waiting.length === 1 ? taker.count - taken.length : 1;
    const got = await takeFromTenant(context, ledger, { ...taker, count }, row);
    await ledger.flush(context.store);
    taken.push(...got);
    row.virtual_time += got.length * costOf(row.weight);
    row.running_count += got.length;
    if (got.length < count) waiting.shift();
  }
  return taken;
}

/** Virtual time a tenant that was idle may be behind the others: ten tasks at weight 1. */
const creditMax = 10 * costOf(1);

async function takeFromTenant(
  context: CommandContext,
  ledger: Ledger,
  taker: Taker,
  tenant: TenantRow,
): Promise<Selectable<TaskRow>[]> {
  const room =
    tenant.running_max === null ? taker.count : tenant.running_max - tenant.running_count;
  const count = Math.min(taker.count, room);
  if (count <= 0) return [];
  const requirements = await requirementsReady(context.store, tenant.tenant);
  const fitting = [...requirements]
    .filter(([, requirement]) => satisfies(taker.abilities, requirement))
    .map(([id]) => id);
  if (fitting.length === 0) return [];
  const fixed: Parameter[] = [tenant.tenant, taskLimits.lanesMax];
  const lanes = await readLanes.all(context.store, fixed, fitting);
  if (lanes.length === 0) return [];
  const { portions, floor } = shareOut(projectsOf(lanes), count);
  const heads = await readHeads.all(context.store, [], wantedHeads(lanes, portions));
  const chosen = chooseHeads(heads, lanes, portions);
  const now = context.clock.now();
  const rows = await leaseTasks.all(
    context.store,
    [taker.agentId, taker.agentName, taker.sessionId, now],
    chosen.map(({ id }) => id),
  );
  for (const row of rows) {
    const lane = laneOf(tenant.tenant, row.project_id, row.requirement);
    ledger.move(lane, place.ready, place.leased);
  }
  for (const portion of portions) {
    ledger.serve(portion.id, portion.virtualTime);
    for (const lane of lanes) {
      if (lane.project_share === portion.id) ledger.serve(lane.lane, portion.virtualTime);
    }
  }
  ledger.raiseFloor(tenant.tenant, floor);
  const served = Number(tenant.virtual_time) + rows.length * costOf(tenant.weight);
  ledger.serve(tenant.id, served);
  const order = new Map(chosen.map(({ id }, index) => [id, index]));
  return rows.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}

interface Portion {
  id: string;
  count: number;
}

/** The projects of the lanes as they take turns. */
function projectsOf(lanes: readonly LaneRow[]) {
  const ready = new Map<string, number>();
  const rows = new Map<string, LaneRow>();
  for (const lane of lanes) {
    rows.set(lane.project_share, lane);
    ready.set(lane.project_share, (ready.get(lane.project_share) ?? 0) + lane.ready_count);
  }
  return [...rows.values()].map((row) => {
    const room = row.running_max === null ? Infinity : row.running_max - row.running_count;
    return {
      id: row.project_share,
      virtualTime: Number(row.virtual_time),
      weight: row.weight,
      capacity: Math.min(room, ready.get(row.project_share) ?? 0),
    };
  });
}

/** How many tasks to look at in each lane: as many as its project gets. */
function wantedHeads(lanes: readonly LaneRow[], portions: readonly Portion[]): Parameter[][] {
  const counts = new Map(portions.map(({ id, count }) => [id, count]));
  return lanes.flatMap((lane) => {
    const count = counts.get(lane.project_share);
    return count === undefined ? [] : [[lane.lane, Math.min(count, lane.ready_count)]];
  });
}

/** The tasks of each project by rank, whatever lane they are in. */
function chooseHeads(
  heads: readonly HeadRow[],
  lanes: readonly LaneRow[],
  portions: readonly Portion[],
): HeadRow[] {
  const projectOf = new Map(lanes.map(({ lane, project_share }) => [lane, project_share]));
  const left = new Map(portions.map(({ id, count }) => [id, count]));
  const byRank = [...heads].sort(
    (a, b) => Number(a.rank) - Number(b.rank) || Number(a.position) - Number(b.position),
  );
  return byRank.filter(({ lane }) => {
    const project = projectOf.get(lane) ?? '';
    const count = left.get(project) ?? 0;
    left.set(project, count - 1);
    return count > 0;
  });
}
