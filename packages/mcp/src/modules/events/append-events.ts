import type { NewEvent } from '../../pipeline/handler.ts';
import type { Writer } from '../../store/store.ts';

/** Stores events in the transaction of the command that caused them; the store numbers them. */
export async function appendEvents(
  store: Writer,
  events: readonly NewEvent[],
  at: number,
): Promise<void> {
  if (events.length === 0) return;
  await store
    .insertInto('event')
    .values(
      events.map((event) => ({
        type: event.type,
        at,
        project_id: event.projectId ?? null,
        mission_id: event.missionId ?? null,
        task_id: event.taskId ?? null,
        run_id: event.runId ?? null,
        agent_id: event.agentId ?? null,
        data: JSON.stringify(event.data ?? {}),
      })),
    )
    .execute();
}
