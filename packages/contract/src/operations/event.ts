import { z } from 'zod';
import { Event } from '../entities/event.ts';
import { eventFilterShape } from '../entities/event-filter.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const filter = {
  /** Sequence number of the last event already seen; 0 begins with the oldest that is kept. */
  after: z.coerce.number().int().min(0).default(0),
  ...eventFilterShape,
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
  output: z.object({
    items: z.array(Event),
    /** Everything up to here was looked at; go on with `after`. */
    lastSeq: z.int().min(0),
    /** Oldest event that is kept. Who has seen nothing from `firstSeq - 1` on has missed some. */
    firstSeq: z.int().min(1),
  }),
  errors: [],
  example: {},
});

/**
 * Yields stored events after `after`, then new ones as they are committed.
 *
 * Who asks for a place whose events are no longer kept gets `gone` instead of a silent gap;
 * its details say where to go on after reading the state anew.
 */
export const watchEvents = operation({
  name: 'event.watch',
  kind: 'stream',
  summary: 'Follow events as they happen.',
  permission: 'event:read',
  input: z.object(filter),
  output: Event,
  errors: ['gone'],
  example: {},
});

/** Forgets events that are too old or too many, oldest first, a bounded number at a time. */
export const pruneEvents = operation({
  name: 'event.prune',
  kind: 'command',
  summary: 'Forget the oldest events.',
  permission: 'event:write',
  input: z.object({
    /** How long events are kept at least as wanted, and how many at most. */
    ageMsMax: z.int().min(1).default(limits.eventAgeMsMax),
    countMax: z.int().min(1).default(limits.eventsMax),
  }),
  output: z.object({ removed: z.int().min(0), firstSeq: z.int().min(1) }),
  errors: [],
  internal: true,
  example: {},
});
