import { isMosaicError, operations, type StateWatchItem } from '@mosaic/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTenantHub, type TenantHub } from '../../../test/tenant-hub.ts';
import { isOnPostgres } from '../../../test/test-store.ts';
import { stateModule } from './service.ts';

const keys = ['a', 'b', 'b/1', 'c'] as const;
const namespace = 'model';

type Write =
  | { readonly kind: 'set'; readonly key: string; readonly value: number; readonly ttlMs?: number }
  | { readonly kind: 'delete'; readonly key: string };
type Step =
  | {
      readonly do: 'set';
      readonly key: string;
      readonly base: 'none' | 'right' | 'stale';
      readonly ttlMs: number | null;
    }
  | { readonly do: 'delete'; readonly key: string; readonly base: 'none' | 'right' | 'stale' }
  | { readonly do: 'transact'; readonly keys: readonly string[]; readonly isStale: boolean }
  | { readonly do: 'jump'; readonly ms: number }
  | { readonly do: 'expire' | 'compact' | 'follow' };

const key = fc.constantFrom(...keys);
const base = fc.constantFrom('none' as const, 'right' as const, 'stale' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      key,
      base,
      ttlMs: fc.constantFrom(null, null, 500, 5_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), key, base }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('transact' as const),
      keys: fc.uniqueArray(key, { minLength: 1 }),
      isStale: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('jump' as const),
      ms: fc.constantFrom(100, 1_000, 6_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'expire' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'compact' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'follow' as const }) },
);

interface Known {
  readonly value: number;
  readonly version: number;
  readonly endsAt: number | null;
}

/** What the store must be like, kept by the plainest rules. */
class Model {
  readonly live = new Map<string, Known>();
  /** The last version each key ever had. */
  readonly lastVersions = new Map<string, number>();
  revision = 0;

  at(key: string, now: number): Known | undefined {
    const known = this.live.get(key);
    return known && (known.endsAt === null || known.endsAt > now) ? known : undefined;
  }

  note(
    key: string,
    receipt: { version: number; revision: number },
    known: Omit<Known, 'version'> | null,
  ) {
    expect(receipt.version).toBeGreaterThan(this.lastVersions.get(key) ?? 0);
    this.lastVersions.set(key, receipt.version);
    this.revision += 1;
    expect(receipt.revision).toBe(this.revision);
    if (known) this.live.set(key, { ...known, version: receipt.version });
    else this.live.delete(key);
  }
}

let hub: TenantHub;
let runs = 0;
let written = 0;
const seen = { conflicts: 0, tooOld: 0, changes: 0, expired: 0 };
beforeAll(async () => {
  const small = {
    keysMax: 100,
    bytesMax: 10_000,
    namespacesMax: 10,
    changesMax: 3,
    changeAgeMsMax: 60_000,
  };
  hub = await openTenantHub([stateModule(small)]);
});
afterAll(() => hub.destroy());

/** Somebody who follows: reads on from where it was, or lists anew when told to. */
class Follower {
  readonly token: string;
  readonly copy = new Map<string, { value: unknown; version: number }>();
  after: number | null = null;
  constructor(token: string) {
    this.token = token;
  }

  async follow(): Promise<void> {
    this.after ??= await this.list();
    const stop = new AbortController();
    const items = (await hub.hub.stream({
      operation: 'state.watch',
      input: { namespace, after: this.after },
      token: this.token,
      surface: 'rest',
      signal: stop.signal,
    })) as AsyncIterable<StateWatchItem>;
    for await (const item of items) {
      if (item.kind === 'too_old') {
        seen.tooOld += 1;
        expect(item.oldestAfter).toBeGreaterThan(this.after);
        this.after = await this.list();
        continue;
      }
      if (item.kind === 'current') {
        this.after = item.revision;
        break;
      }
      seen.changes += 1;
      // One tenant has one namespace here, so that its changes have all the revisions.
      expect(item.revision).toBe(this.after + 1);
      this.after = item.revision;
      if (item.change === 'set')
        this.copy.set(item.key, { value: item.value, version: item.version });
      else this.copy.delete(item.key);
    }
    stop.abort();
  }

  private async list(): Promise<number> {
    const { items, revision } = await hub.call(this.token, operations.listState, { namespace });
    this.copy.clear();
    for (const { key, value, version } of items) this.copy.set(key, { value, version });
    return revision;
  }
}

async function conflictOf(
  work: Promise<unknown>,
): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!isMosaicError(error) || error.code !== 'conflict') throw error;
    seen.conflicts += 1;
    return error.details;
  }
}

async function write(token: string, model: Model, each: Extract<Step, { do: 'set' | 'delete' }>) {
  const now = hub.clock.now();
  const { key } = each;
  const known = model.at(key, now);
  const current = known?.version ?? 0;
  const ifVersion =
    each.base === 'right' ? current : each.base === 'stale' ? current + 1 : undefined;
  const expected = ifVersion === undefined ? {} : { ifVersion };
  if (each.base === 'stale') {
    const work =
      each.do === 'set'
        ? hub.call(token, operations.setState, { namespace, key, value: 0, ...expected })
        : hub.call(token, operations.deleteState, { namespace, key, ...expected });
    expect(await conflictOf(work)).toMatchObject({ currentVersion: current });
    return;
  }
  if (each.do === 'delete') {
    const work = hub.call(token, operations.deleteState, { namespace, key, ...expected });
    if (known) model.note(key, await work, null);
    else await expect(work).rejects.toMatchObject({ code: 'not_found' });
    return;
  }
  written += 1;
  const ttl = each.ttlMs === null ? {} : { ttlMs: each.ttlMs };
  const input = { namespace, key, value: written, ...expected, ...ttl };
  const endsAt = each.ttlMs === null ? null : now + each.ttlMs;
  model.note(key, await hub.call(token, operations.setState, input), { value: written, endsAt });
}

/** Deletes what is there and sets what is not, or nothing at all. */
async function transact(token: string, model: Model, each: Extract<Step, { do: 'transact' }>) {
  const now = hub.clock.now();
  const versions = each.keys.map((key) => ({ key, version: model.at(key, now)?.version ?? 0 }));
  const last = versions.length - 1;
  const conditions = versions.map(({ key, version }, index) => ({
    key,
    version: each.isStale && index === last ? version + 1 : version,
  }));
  const writes = each.keys.map((key): Write => {
    written += 1;
    return model.at(key, now) ? { kind: 'delete', key } : { kind: 'set', key, value: written };
  });
  const input = { namespace, conditions, writes };
  if (each.isStale) {
    const conflict = await conflictOf(hub.call(token, operations.transactState, input));
    expect(conflict).toMatchObject({ condition: last, key: each.keys[last] });
    return;
  }
  const { changes } = await hub.call(token, operations.transactState, input);
  expect(changes.map(({ key }) => key)).toEqual(each.keys);
  for (const [index, receipt] of changes.entries()) {
    const done = writes[index];
    const known = done?.kind === 'set' ? { value: done.value, endsAt: null } : null;
    model.note(receipt.key, receipt, known);
  }
}

async function expire(model: Model): Promise<void> {
  const now = hub.clock.now();
  const due = [...model.live].filter(([, { endsAt }]) => endsAt !== null && endsAt <= now);
  const { expired } = await hub.hub.system('state').call(operations.expireState, {});
  // The round serves all tenants: what earlier runs left over expires with it.
  expect(expired).toBeGreaterThanOrEqual(due.length);
  seen.expired += due.length;
  for (const [key] of due) {
    model.live.delete(key);
    model.revision += 1;
    // The key may be counted on only from the version its removal took.
    model.lastVersions.set(key, (model.lastVersions.get(key) ?? 0) + 1);
  }
}

async function check(token: string, model: Model): Promise<void> {
  const now = hub.clock.now();
  const { items, revision } = await hub.call(token, operations.listState, { namespace });
  expect(revision).toBe(model.revision);
  const expected = keys.flatMap((key) => {
    const known = model.at(key, now);
    return known ? [{ key, value: known.value, version: known.version }] : [];
  });
  expect(items.map(({ key, value, version }) => ({ key, value, version }))).toEqual(expected);
}

it('whatever is written, expired and forgotten: versions and revisions hold, and a follower ends with a true copy', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 40, size: 'max' }),
      async (steps) => {
        runs += 1;
        const token = `tenant-${runs}/p`;
        const model = new Model();
        const follower = new Follower(token);
        for (const each of steps) {
          if (each.do === 'jump') hub.clock.advance(each.ms);
          else if (each.do === 'expire') await expire(model);
          else if (each.do === 'compact')
            await hub.hub.system('state').call(operations.compactState, {});
          else if (each.do === 'follow') await follower.follow();
          else if (each.do === 'transact') await transact(token, model, each);
          else if (each.do === 'set' || each.do === 'delete') await write(token, model, each);
          await check(token, model);
        }
        await expire(model);
        await follower.follow();
        const live = [...model.live].map(([key, { value, version }]) => [key, { value, version }]);
        expect([...follower.copy].sort()).toEqual(live.sort());
        expect(hub.bugs).toEqual([]);
      },
    ),
    { numRuns: isOnPostgres ? 10 : 60 },
  );
  if (isOnPostgres) return;
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(10);
}, 120_000);
