import { z } from 'zod';
import { AgentId } from '../ids.ts';
import { type EventType, eventTypes } from './event.ts';

/** Types one filter may name. */
const typesMax = 20;

/** A type, or all types of one noun: `task.*`. */
export type EventPattern = EventType | `${string}.*`;

/** One pattern, as a regular expression, so that descriptions of the doors can say it too. */
const pattern = alternatives([
  ...eventTypes.map((type) => type.replace('.', '\\.')),
  ...new Set(eventTypes.map((type) => `${type.split('.')[0]}\\.\\*`)),
]);

function alternatives(parts: readonly string[]): string {
  return `(?:${parts.join('|')})`;
}

/**
 * Types to be told of, separated by commas: `task.claimed,run.*`.
 *
 * One text rather than a list, so that it is the same in a query string, a flag and a tool.
 */
const EventTypes = z
  .string()
  .regex(
    new RegExp(`^${pattern}(?:,${pattern}){0,${typesMax - 1}}$`),
    `must be up to ${typesMax} event types with commas between, such as task.settled, or task.* for all of a noun`,
  )
  .transform((text) => [...new Set(text.split(','))] as readonly EventPattern[]);

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
