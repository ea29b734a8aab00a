import { rowsStatement } from '../../store/sized-statement.ts';
import type { Writer } from '../../store/store.ts';
import { type Lane, projectShare, tenantShare } from './lane.ts';
import { type PlaceCode, place } from './rules/place.ts';
import { level } from './tables.ts';

interface Entry {
  id: string;
  tenant: string;
  level: number;
  projectId: string;
  requirement: string;
  ready: number;
  running: number;
  open: number;
  virtualTime: number | null;
  floor: number;
}

/** What the flush tells about the shares. */
export interface Flushed {
  /** True when a share was at its limit and no longer is: somebody may go on. */
  hasRoomAgain: boolean;
}

/**
 * Keeps the counts of lanes, projects and tenants true: everything that moves a task says so
 * here, and one statement at the end of the command writes the sums.
 */
export interface Ledger {
  /** A task of this lane went from one place to another; `none` on either side for coming and going. */
  move(lane: Lane, from: PlaceCode, to: PlaceCode): void;
  /** A job came (1) or is over (-1). */
  open(lane: Lane, change: 1 | -1): void;
  /** New virtual time of a share after its turns, and of its parent's floor. */
  serve(shareId: string, virtualTime: number): void;
  raiseFloor(tenant: string, floor: number): void;
  /** Tasks that became ready, over the whole life of the ledger. */
  readonly becameReady: number;
  flush(store: Writer): Promise<Flushed>;
}

interface FlushedRow {
  id: string;
  running_count: number;
  running_max: number | null;
}

/**
 * Adds to the counts. A share that becomes active starts from the floor of its tenant, so that
 * having been idle earns nothing; turns taken set the virtual time itself.
 */
const addToShares = rowsStatement<FlushedRow>('task.shares', 0, 11, (rows) => {
  const values = rows.map(
    ([id, tenant, level_, project, requirement, ready, running, open, time, parent, floor]) =>
      `(${id}, ${tenant}, cast(${level_} as integer), ${project}, ${requirement}, cast(${ready} as integer),
        cast(${running} as integer), cast(${open} as integer), 1,
        coalesce(cast(${time} as bigint), (select s.floor from task_share s where s.id = ${parent}), 0),
        cast(${floor} as bigint))`,
  );
  return `insert into task_share (id, tenant, level, project_id, requirement, ready_count,
      running_count, open_count, weight, virtual_time, floor)
    values ${values.join(', ')}
    on conflict (id) do update set
      ready_count = task_share.ready_count + excluded.ready_count,
      running_count = task_share.running_count + excluded.running_count,
      open_count = task_share.open_count + excluded.open_count,
      virtual_time = case
        when excluded.virtual_time > task_share.virtual_time
          and (excluded.ready_count <= 0 or task_share.ready_count <= 0)
        then excluded.virtual_time else task_share.virtual_time end,
      floor = case when excluded.floor > task_share.floor then excluded.floor else task_share.floor end
    returning id, running_count, running_max`;
});

export function createLedger(): Ledger {
  const entries = new Map<string, Entry>();
  let becameReady = 0;
  const entry = (id: string, tenant: string, of: Partial<Entry>): Entry => {
    const known = entries.get(id);
    if (known) return known;
    const made: Entry = {
      id,
      tenant,
      level: level.tenant,
      projectId: '',
      requirement: '',
      ready: 0,
      running: 0,
      open: 0,
      virtualTime: null,
      floor: 0,
      ...of,
    };
    entries.set(id, made);
    return made;
  };
  const shares = ({ id, tenant, projectId, requirement }: Lane): Entry[] => [
    entry(tenantShare(tenant), tenant, {}),
    entry(projectShare(tenant, projectId), tenant, { level: level.project, projectId }),
    entry(id, tenant, { level: level.lane, projectId, requirement }),
  ];
  return {
    get becameReady() {
      return becameReady;
    },
    move(lane, from, to) {
      if (from === to || lane.id === '') return;
      const ready = Number(to === place.ready) - Number(from === place.ready);
      const running = Number(to === place.leased) - Number(from === place.leased);
      if (ready > 0) becameReady += 1;
      if (ready === 0 && running === 0) return;
      for (const share of shares(lane)) {
        share.ready += ready;
        share.running += running;
      }
    },
    open(lane, change) {
      for (const share of shares(lane)) share.open += change;
    },
    serve(shareId, virtualTime) {
      const share = entries.get(shareId);
      if (share) share.virtualTime = virtualTime;
    },
    raiseFloor(tenant, floor) {
      entry(tenantShare(tenant), tenant, {}).floor = floor;
    },
    async flush(store) {
      const rows = [...entries.values()].filter(isChange);
      entries.clear();
      const written = await addToShares.all(store, [], rows.map(parametersOf));
      const freed = new Map(rows.map(({ id, running }) => [id, -running]));
      return {
        hasRoomAgain: written.some(({ id, running_count, running_max }) => {
          const given = freed.get(id) ?? 0;
          return given > 0 && running_max !== null && running_count + given >= running_max;
        }),
      };
    },
  };
}

function isChange({ ready, running, open, virtualTime, floor }: Entry): boolean {
  return ready !== 0 || running !== 0 || open !== 0 || virtualTime !== null || floor !== 0;
}

/**
 * Projects and lanes that become active take the floor of their tenant. Any other change
 * passes 0, which leaves the virtual time alone.
 */
function parametersOf(entry: Entry) {
  const isActivation = entry.ready > 0 && entry.level === level.project;
  const virtualTime = entry.virtualTime ?? (isActivation ? null : 0);
  return [
    entry.id,
    entry.tenant,
    entry.level,
    entry.projectId,
    entry.requirement,
    entry.ready,
    entry.running,
    entry.open,
    virtualTime,
    tenantShare(entry.tenant),
    entry.floor,
  ];
}
