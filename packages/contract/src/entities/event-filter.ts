import { z } from 'zod';
import { AgentId } from '../ids.ts';
import { EventType, eventTypes } from './event.ts';

/** Types one filter may name. */
const typesMax = 20;

/** A type, or all types of one noun: `task.*`. */
export type EventPattern = EventType | `${string}.*`;

const nouns = new Set(eventTypes.map((type) => type.split('.')[0] ?? ''));

/**
 * Types to be told of, separated by commas: `task.claimed,run.*`.
 *
 * One text rather than a list, so that it is the same in a query string, a flag and a tool.
 */
const EventTypes = z
  .string()
  .min(1)
  .max(400)
  .transform((text, context): readonly EventPattern[] => {
    const patterns = [...new Set(text.split(',').map((part) => part.trim()))];
    const unknown = patterns.filter((pattern) => !isPattern(pattern));
    if (unknown.length > 0 || patterns.length > typesMax) {
      const message =
        unknown.length > 0
          ? `names no event type: ${unknown.slice(0, 3).join(', ')}; use one such as task.settled, or task.* for all of a noun`
          : `names more than ${typesMax} types; use task.* for all of a noun`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    return patterns as EventPattern[];
  });

function isPattern(text: string): boolean {
  if (text.endsWith('.*')) return nouns.has(text.slice(0, -2));
  return EventType.safeParse(text).success;
}

const Id = z.string().max(80);

/** What to be told of; every field narrows further. */
export const eventFilterShape = {
  type: EventTypes.optional(),
  projectId: Id.optional(),
  missionId: Id.optional(),
  taskId: Id.optional(),
  runId: Id.optional(),
  agentId: AgentId.optional(),
};

const EventFilter = z.object(eventFilterShape);

export type EventFilter = z.output<typeof EventFilter>;
