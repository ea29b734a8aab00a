import { z } from 'zod';
import { Instant } from './fields.ts';

/** All event types; names are `noun.past-participle`. */
export const eventTypes = [
  'project.added',
  'project.updated',
  'agent.registered',
  'agent.draining',
  'agent.left',
  'mission.started',
  'mission.changed',
  'mission.finished',
  'task.added',
  'task.offered',
  'task.claimed',
  'task.released',
  'task.expired',
  'task.settled',
  'task.changed',
  'run.finished',
  'run.progressed',
  'evidence.added',
  'handoff.added',
  'handoff.acknowledged',
  'message.failed',
  'node.joined',
  'node.left',
  'lock.expired',
  'lock.broken',
  'store.restored',
  'plan.added',
  'plan.changed',
  'plan.removed',
] as const;

export const EventType = z.enum(eventTypes);

/** Something that happened, in the order it was committed. */
export const Event = z.object({
  /** Position in the stream; resume with `after`. */
  seq: z.int().min(1),
  type: EventType,
  at: Instant,
  projectId: z.string().nullable(),
  missionId: z.string().nullable(),
  taskId: z.string().nullable(),
  runId: z.string().nullable(),
  agentId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
});

export type EventType = z.output<typeof EventType>;
export type Event = z.output<typeof Event>;
