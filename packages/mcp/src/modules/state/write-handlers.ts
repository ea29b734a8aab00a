import { MosaicError, operations } from '@mosaic/contract';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { jsonText } from './json-text.ts';
import type { StateBounds } from './limits.ts';
import { loadKeys, stateOf } from './load-keys.ts';
import { isLive, type KeyState, type KeyWrite, requireVersion, usageChange } from './rules.ts';
import { storeWrites, type WriteScope } from './store-writes.ts';
import { changedTopic } from './topic.ts';

/** Setting, deleting, and both for several keys at once. */
export function writeHandlers(bounds: StateBounds): readonly Handler[] {
  return [
    command(operations.setState, async (context, { namespace, key, ifVersion, ...input }) => {
      context.target(`${namespace}/${key}`);
      const scope = scopeOf(context, namespace);
      const write = setting(scope.at, key, input);
      const states = await loadKeys(context.store, scope.tenant, namespace, [key]);
      if (ifVersion !== undefined) requireVersion(stateOf(states, key), ifVersion, scope.at);
      const [receipt] = await storeWrites(context.store, scope, states, [write], bounds);
      if (!receipt) throw new Error(`The key ${key} was not stored`);
      await requireSpace(context, states, [write]);
      context.hint(changedTopic(scope));
      return receipt;
    }),

    command(operations.deleteState, async (context, { namespace, key, ifVersion }) => {
      context.target(`${namespace}/${key}`);
      const scope = scopeOf(context, namespace);
      const states = await loadKeys(context.store, scope.tenant, namespace, [key]);
      const state = stateOf(states, key);
      if (ifVersion !== undefined) requireVersion(state, ifVersion, scope.at);
      const [receipt] = isLive(state, scope.at)
        ? await storeWrites(context.store, scope, states, [removal(key)], bounds)
        : [];
      if (!receipt) {
        throw new MosaicError('not_found', `There is no key ${key} in ${namespace}.`);
      }
      context.hint(changedTopic(scope));
      return receipt;
    }),

    command(operations.transactState, async (context, { namespace, conditions, writes }) => {
      context.target(namespace);
      requireDifferentKeys(writes);
      const scope = scopeOf(context, namespace);
      const states = await loadKeys(
        context.store,
        scope.tenant,
        namespace,
        [...conditions, ...writes].map(({ key }) => key),
      );
      conditions.forEach(({ key, version }, condition) => {
        requireVersion(stateOf(states, key), version, scope.at, condition);
      });
      const effective = writes.flatMap((write): KeyWrite[] => {
        if (write.kind === 'set') return [setting(scope.at, write.key, write)];
        return isLive(stateOf(states, write.key), scope.at) ? [removal(write.key)] : [];
      });
      const changes = await storeWrites(context.store, scope, states, effective, bounds);
      await requireSpace(context, states, effective);
      if (changes.length > 0) context.hint(changedTopic(scope));
      return { revision: changes.at(-1)?.revision ?? null, changes };
    }),
  ];
}

/** Holds what was added to the quotas; deleting and shrinking always pass. */
async function requireSpace(
  context: CommandContext,
  states: ReadonlyMap<string, KeyState>,
  writes: readonly KeyWrite[],
): Promise<void> {
  const added = writes.map((write) => usageChange(stateOf(states, write.key), write).bytes);
  const amount = added.reduce((sum, bytes) => sum + bytes, 0);
  if (amount > 0) await context.call(operations.requireQuota, { kind: 'state-bytes', amount });
}

function scopeOf({ principal, clock }: CommandContext, namespace: string): WriteScope {
  return { tenant: principal.tenant, namespace, by: principal.name, at: clock.now() };
}

function setting(
  at: number,
  key: string,
  { value, ttlMs }: { value?: unknown; ttlMs?: number | undefined },
): KeyWrite {
  const expiresAt = ttlMs === undefined ? null : at + ttlMs;
  return { key, change: 'set', ...jsonText(key, value), expiresAt };
}

function removal(key: string): KeyWrite {
  return { key, change: 'deleted', text: null, bytes: 0, expiresAt: null };
}

function requireDifferentKeys(writes: readonly { key: string }[]): void {
  const seen = new Set<string>();
  for (const [index, { key }] of writes.entries()) {
    if (seen.has(key)) {
      throw new MosaicError(
        'invalid_input',
        `writes.${index}.key is ${key}, which an earlier write names too. Say only what it becomes in the end.`,
        { details: { fields: [{ field: `writes.${index}.key`, problem: 'is named twice' }] } },
      );
    }
    seen.add(key);
  }
}
