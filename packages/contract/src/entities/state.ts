import { z } from 'zod';
import { limits } from '../limits.ts';
import { Instant } from './fields.ts';

/** A room for keys that belong together, such as `deploy` or `agent.memory`. */
export const StateNamespace = z
  .string()
  .max(limits.stateNamespaceCharsMax)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be lower-case letters, digits, dot, dash, underscore');

/** A key within its namespace; a slash makes paths, such as `web/config`. */
export const StateKey = z
  .string()
  .max(limits.stateKeyCharsMax)
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9._:/@+~=-]*$/,
    'must begin with a letter, digit or underscore, then also . : / @ + ~ = -',
  );

/** The first characters of keys; empty means all of them. */
export const StateKeyPrefix = z
  .string()
  .max(limits.stateKeyCharsMax)
  .regex(/^(?:[A-Za-z0-9_][A-Za-z0-9._:/@+~=-]*)?$/, 'must be the beginning of a key');

/** Any JSON value, null too; as text at most `limits.stateValueBytesMax` bytes. */
export const StateValue = z
  .unknown()
  .refine((value) => value !== undefined, { error: 'is missing: give any JSON value' });

/** Grows with each change of a key and is never used again for it, also after a deletion. */
const StateVersion = z.int().min(1);

/** Position in the order of all changes of the store; grows by one with each, without a gap. */
export const StateRevision = z.int().min(0);

/** How long a value is kept without being set again, in milliseconds. */
export const StateTtl = z.coerce.number().int().min(1).max(limits.stateTtlMsMax);

/** What a write did. */
export const StateReceipt = z.object({
  namespace: StateNamespace,
  key: StateKey,
  version: StateVersion,
  revision: StateRevision,
  expiresAt: Instant.nullable(),
});

/** One key with its value, as it is now. */
export const StateEntry = StateReceipt.extend({
  value: z.unknown(),
  /** Length of the value as JSON text, in bytes. */
  bytes: z.int().min(1),
  updatedAt: Instant,
  /** The principal that set it. */
  updatedBy: z.string(),
});

/** What became of a key: `expired` is a deletion by its own time limit. */
export const StateChangeKind = z.enum(['set', 'deleted', 'expired']);

/** One step of a key's history. */
export const StateChange = StateReceipt.extend({
  change: StateChangeKind,
  /** Null when the key is gone; `change` tells that apart from the value null. */
  value: z.unknown(),
  at: Instant,
  by: z.string(),
});

/** What a watch yields. */
export const StateWatchItem = z.discriminatedUnion('kind', [
  /** A key changed; in the order of revisions, none left out. */
  StateChange.extend({ kind: z.literal('changed') }),
  /** Everything up to this revision has been told: the place from which to resume. */
  z.object({ kind: z.literal('current'), revision: StateRevision }),
  /**
   * The changes asked for are no longer kept. The stream is over: list the keys anew and watch
   * from the revision that comes with the first page.
   */
  z.object({
    kind: z.literal('too_old'),
    /** Watching is possible from here on. */
    oldestAfter: StateRevision,
    newestRevision: StateRevision,
  }),
]);

/** How full a namespace is. */
export const StateUsage = z.object({
  namespace: StateNamespace,
  keys: z.int().min(0),
  keysMax: z.int(),
  bytes: z.int().min(0),
  bytesMax: z.int(),
  /** Changes kept as history, of all its keys. */
  changes: z.int().min(0),
  /** History is complete after this revision. */
  compactedRevision: StateRevision,
});

export type StateReceipt = z.output<typeof StateReceipt>;
export type StateEntry = z.output<typeof StateEntry>;
export type StateChangeKind = z.output<typeof StateChangeKind>;
export type StateChange = z.output<typeof StateChange>;
export type StateWatchItem = z.output<typeof StateWatchItem>;
export type StateUsage = z.output<typeof StateUsage>;
