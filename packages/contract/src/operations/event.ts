import { z } from 'zod';
import { Event, EventType } from '../entities/event.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const filter = {
  /** Sequence number of the last event already seen. */
  after: z.coerce.number().int().min(0).default(0),
  type: EventType.optional(),
  missionId: z.string().max(80).optional(),
  projectId: z.string().max(80).optional(),
};

export const listEvents = operation({
  name: 'event.list',
  kind: 'query',
  summary: 'Read events in order.',
  permission: 'event:read',
  input: z.object({
    ...filter,
    limit: z.coerce.number().int().min(1).max(limits.pageSizeMax).default(limits.pageSizeDefault),
  }),
  output: z.object({ items: z.array(Event), lastSeq: z.int().min(0) }),
  errors: [],
  example: {},
});

/** Yields stored events after `after`, then new ones as they are committed. */
export const watchEvents = operation({
  name: 'event.watch',
  kind: 'stream',
  summary: 'Follow events as they happen.',
  permission: 'event:read',
  input: z.object(filter),
  output: Event,
  errors: [],
  example: {},
});
