import { type Event, operations } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import type { Module } from '../../module.ts';
import { toInstant } from '../../pipeline/clock.ts';
import { query, stream } from '../../pipeline/handler.ts';
import { type EventRow, type EventTables, eventMigrations } from './tables.ts';

/** Events read at once while a stream catches up. */
const batchSize = 200;
/** How long a stream trusts hints before it looks by itself. */
const safetyNetMs = 1_000;

interface EventFilter {
  after: number;
  type?: string | undefined;
  missionId?: string | undefined;
  projectId?: string | undefined;
}

/** Events are written by the pipeline; this module reads them. */
export const eventsModule: Module = {
  name: 'events',
  migrations: eventMigrations,
  handlers: [
    query(operations.listEvents, async ({ store }, { limit, ...filter }) => {
      const items = await readEvents(store, filter, limit);
      return { items, lastSeq: items.at(-1)?.seq ?? filter.after };
    }),
    stream(operations.watchEvents, async function* (context, input) {
      let after = input.after;
      while (!context.signal.aborted) {
        const woken = context.waitForHint('events', safetyNetMs);
        const items = await readEvents(context.store, { ...input, after }, batchSize);
        for (const item of items) yield item;
        after = items.at(-1)?.seq ?? after;
        if (items.length < batchSize) await woken;
      }
    }),
  ],
};

async function readEvents(
  store: Kysely<EventTables>,
  filter: EventFilter,
  limit: number,
): Promise<Event[]> {
  let select = store.selectFrom('event').selectAll().where('seq', '>', filter.after);
  if (filter.type) select = select.where('type', '=', filter.type as EventRow['type']);
  if (filter.missionId) select = select.where('mission_id', '=', filter.missionId);
  if (filter.projectId) select = select.where('project_id', '=', filter.projectId);
  const rows = await select.orderBy('seq').limit(limit).execute();
  return rows.map(toEvent);
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
    data: JSON.parse(row.data),
  };
}
