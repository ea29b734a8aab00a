import { type Event, type EventFilter, eventTypes, MosaicError } from '@mosaic/contract';
import { type Kysely, type Selectable, sql } from 'kysely';
import { toInstant } from '../../pipeline/clock.ts';
import type { Reader } from '../../store/store.ts';
import type { EventRow, EventTables } from './tables.ts';

/** An event with whom it concerns and how large it is. */
export interface StoredEvent {
  readonly tenant: string;
  readonly event: Event;
  readonly bytes: number;
}

/** Stored events after a number, of all tenants: for those inside the hub who hand them on. */
export async function readAllEvents(
  store: Reader,
  after: number,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = await select(store, after).limit(limit).execute();
  return rows.map((row) => ({
    tenant: row.tenant,
    event: toEvent(row),
    bytes: row.data.length + eventOverheadBytes,
  }));
}

/** Stored events of one tenant after a number that match, oldest first. */
export async function readEvents(
  store: Reader,
  { tenant, filter }: { tenant: string; filter: EventFilter },
  after: number,
  limit: number,
): Promise<Event[]> {
  let query = select(store, after).where('tenant', '=', tenant);
  if (filter.type) query = query.where('type', 'in', typesOf(filter.type));
  if (filter.projectId) query = query.where('project_id', '=', filter.projectId);
  if (filter.missionId) query = query.where('mission_id', '=', filter.missionId);
  if (filter.taskId) query = query.where('task_id', '=', filter.taskId);
  if (filter.runId) query = query.where('run_id', '=', filter.runId);
  if (filter.agentId) query = query.where('agent_id', '=', filter.agentId);
  return (await query.limit(limit).execute()).map(toEvent);
}

/** First and last number there is; retention always leaves the last. */
export async function readRange(store: Reader): Promise<{ firstSeq: number; lastSeq: number }> {
  // Two queries in one, each of which looks at one end of the index only.
  const { rows } = await sql<{ first: number | null; last: number | null }>`select
    (select seq from event order by seq limit 1) as first,
    (select seq from event order by seq desc limit 1) as last`.execute(store);
  return { firstSeq: Number(rows[0]?.first ?? 1), lastSeq: Number(rows[0]?.last ?? 0) };
}

/** Refuses a place before which something was forgotten; 0 begins with whatever there is. */
export function requireKept(
  after: number,
  { firstSeq, lastSeq }: { firstSeq: number; lastSeq: number },
): void {
  if (after === 0 || after + 1 >= firstSeq) return;
  throw new MosaicError(
    'gone',
    `Events before ${firstSeq} are no longer kept, so what followed ${after} cannot be told without a gap. Read the present state, then follow after ${lastSeq}.`,
    { details: { firstSeq, lastSeq } },
  );
}

/** What an event takes in memory besides its data, about. */
const eventOverheadBytes = 300;

function select(store: Reader, after: number) {
  const events: Kysely<EventTables> = store;
  return events.selectFrom('event').selectAll().where('seq', '>', after).orderBy('seq');
}

/** The types that patterns stand for: an index on types needs no patterns then. */
function typesOf(patterns: NonNullable<EventFilter['type']>): Event['type'][] {
  return eventTypes.filter((type) =>
    patterns.some((pattern) =>
      pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern,
    ),
  );
}

function toEvent(row: Selectable<EventRow>): Event {
  return {
    seq: Number(row.seq),
    type: row.type,
    at: toInstant(Number(row.at)),
    projectId: row.project_id,
    missionId: row.mission_id,
    taskId: row.task_id,
    runId: row.run_id,
    agentId: row.agent_id,
    data: JSON.parse(row.data),
  };
}
