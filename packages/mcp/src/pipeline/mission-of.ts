import type { NewEvent } from './handler.ts';

/** The mission a command belongs to, for audit: the one it names, or the one its events tell of. */
export function missionForAudit(
  input: unknown,
  events: readonly { event: Pick<NewEvent, 'missionId'> }[] = [],
): { missionId?: string } {
  const named =
    typeof input === 'object' && input !== null && 'missionId' in input ? input.missionId : null;
  if (typeof named === 'string' && named !== '') return { missionId: named.slice(0, 80) };
  const told = events.find(({ event }) => event.missionId)?.event.missionId;
  return told ? { missionId: told } : {};
}
