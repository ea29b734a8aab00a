import type { NewEvent } from '../../pipeline/handler.ts';
import type { Appender } from '../../store/group-commit.ts';
import { insertRows } from '../../store/insert-rows.ts';
import { statement } from '../../store/statement.ts';

/** An event before it has its number. */
export interface EventEntry {
  readonly tenant: string;
  readonly at: number;
  readonly event: NewEvent;
}

const readHead = statement<{ seq: number }>(
  'event head',
  'select seq from event order by seq desc limit 1',
);

const insertEvents = insertRows('event', {
  seq: 'bigint',
  tenant: 'text',
  type: 'text',
  at: 'bigint',
  project_id: 'text',
  mission_id: 'text',
  task_id: 'text',
  run_id: 'text',
  agent_id: 'text',
  data: 'text',
});

/**
 * Numbers events without a gap and stores them with the commands that caused them.
 *
 * Only the one writer numbers them, so that they become visible in the order of their numbers:
 * who has read up to a number has missed nothing before it.
 */
export const eventAppender: Appender<EventEntry> = {
  async append(writer, entries) {
    const [head] = await readHead.all(writer, []);
    const before = Number(head?.seq ?? 0);
    const rows = entries.map(({ tenant, at, event }, index) => ({
      seq: before + index + 1,
      tenant,
      type: event.type,
      at,
      project_id: event.projectId ?? null,
      mission_id: event.missionId ?? null,
      task_id: event.taskId ?? null,
      run_id: event.runId ?? null,
      agent_id: event.agentId ?? null,
      data: JSON.stringify(event.data ?? {}),
    }));
    await insertEvents(writer, rows);
  },
};
