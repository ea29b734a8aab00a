import { z } from 'zod';
import { PageInput, page } from '../entities/fields.ts';
import {
  StateChange,
  StateEntry,
  StateKey,
  StateKeyPrefix,
  StateNamespace,
  StateReceipt,
  StateRevision,
  StateTtl,
  StateUsage,
  StateValue,
  StateWatchItem,
} from '../entities/state.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const namespace = 'deploy';
const key = 'web/config';
/** The version the key must have; 0 means that it must not exist. */
const expectedVersion = z.coerce.number().int().min(0);

export const getState = operation({
  name: 'state.get',
  kind: 'query',
  summary: 'Read the value of a key.',
  permission: 'state:read',
  input: z.object({ namespace: StateNamespace, key: StateKey }),
  output: StateEntry,
  errors: ['not_found'],
  example: { namespace, key },
});

/**
 * Lists keys in their order. A page ends early when its values would be too much for one answer.
 *
 * To follow a namespace without a gap, list all pages and then watch from the `revision` of the
 * first: what changed meanwhile is told again.
 */
export const listState = operation({
  name: 'state.list',
  kind: 'query',
  summary: 'List the keys of a namespace with their values.',
  permission: 'state:read',
  input: z.object({
    namespace: StateNamespace,
    prefix: StateKeyPrefix.default(''),
    limit: PageInput.limit,
    cursor: z.string().max(400).optional(),
  }),
  output: page(StateEntry).extend({ revision: StateRevision }),
  errors: [],
  example: { namespace, prefix: 'web/' },
});

/**
 * Sets a key. With `ifVersion` only when the key still has that version (0: does not exist);
 * otherwise `conflict`, whose details carry `currentVersion`, and nothing changes.
 */
export const setState = operation({
  name: 'state.set',
  kind: 'command',
  summary: 'Set a key, on demand only if it is unchanged.',
  permission: 'state:work',
  input: z.object({
    namespace: StateNamespace,
    key: StateKey,
    value: StateValue,
    ifVersion: expectedVersion.optional(),
    ttlMs: StateTtl.optional(),
  }),
  output: StateReceipt,
  errors: ['conflict', 'too_large'],
  example: { namespace, key, value: { replicas: 3 }, ifVersion: 0 },
});

export const deleteState = operation({
  name: 'state.delete',
  kind: 'command',
  summary: 'Delete a key, on demand only if it is unchanged.',
  permission: 'state:work',
  input: z.object({
    namespace: StateNamespace,
    key: StateKey,
    ifVersion: expectedVersion.optional(),
  }),
  output: StateReceipt,
  errors: ['not_found', 'conflict'],
  example: { namespace, key, ifVersion: 1 },
});

/**
 * Writes several keys of a namespace together, or none of them.
 *
 * The first condition that does not hold is named in the `conflict`: `details.condition` is its
 * place, `details.key` its key. Deleting a key that is not there changes nothing.
 */
export const transactState = operation({
  name: 'state.transact',
  kind: 'command',
  summary: 'Write several keys together if all conditions hold.',
  permission: 'state:work',
  input: z.object({
    namespace: StateNamespace,
    conditions: z
      .array(z.object({ key: StateKey, version: expectedVersion }))
      .max(limits.stateTransactMax)
      .default([]),
    writes: z
      .array(
        z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('set'),
            key: StateKey,
            value: StateValue,
            ttlMs: StateTtl.optional(),
          }),
          z.object({ kind: z.literal('delete'), key: StateKey }),
        ]),
      )
      .max(limits.stateTransactMax),
  }),
  output: z.object({
    /** The revision of the last change; null when nothing changed. */
    revision: StateRevision.nullable(),
    /** One for each key that changed, in the order of the writes. */
    changes: z.array(StateReceipt),
  }),
  errors: ['conflict', 'too_large'],
  example: {
    namespace,
    conditions: [{ key, version: 1 }],
    writes: [
      { kind: 'set', key: 'web/release', value: '2.1.0' },
      { kind: 'delete', key: 'web/candidate' },
    ],
  },
});

/**
 * Yields the changes after a revision, then new ones as they are committed.
 *
 * Nothing is left out and nothing told twice; `current` says from where to resume. When the
 * history asked for is no longer kept, the only item is `too_old` and the stream is over.
 */
export const watchState = operation({
  name: 'state.watch',
  kind: 'stream',
  summary: 'Follow the changes of a namespace as they happen.',
  permission: 'state:read',
  input: z.object({
    namespace: StateNamespace,
    prefix: StateKeyPrefix.default(''),
    /** The last revision already seen. */
    after: z.coerce.number().int().min(0).default(0),
  }),
  output: StateWatchItem,
  errors: [],
  example: { namespace, prefix: 'web/' },
});

export const stateHistory = operation({
  name: 'state.history',
  kind: 'query',
  summary: 'List the changes of a key, newest first.',
  permission: 'state:read',
  input: z.object({ namespace: StateNamespace, key: StateKey, ...PageInput }),
  output: page(StateChange).extend({
    /** Older changes than this revision are no longer kept; 0 when all are. */
    compactedRevision: StateRevision,
  }),
  errors: [],
  example: { namespace, key },
});

export const stateUsage = operation({
  name: 'state.usage',
  kind: 'query',
  summary: 'List the namespaces and how full they are.',
  permission: 'state:read',
  input: z.object({ ...PageInput }),
  output: page(StateUsage),
  errors: [],
  example: {},
});

/** Removes the keys whose time is over, of all tenants, and tells watchers; a duty of the hub. */
export const expireState = operation({
  name: 'state.expire',
  kind: 'command',
  summary: 'Remove the keys whose time is over.',
  permission: 'state:write',
  internal: true,
  input: z.object({}),
  output: z.object({ expired: z.int() }),
  errors: [],
  example: {},
});

/** Forgets history that is too old or too much, of all tenants; a duty of the hub. */
export const compactState = operation({
  name: 'state.compact',
  kind: 'command',
  summary: 'Forget the oldest history.',
  permission: 'state:write',
  internal: true,
  input: z.object({}),
  output: z.object({ removed: z.int() }),
  errors: [],
  example: {},
});
