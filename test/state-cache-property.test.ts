import {
  type CacheStorage,
  type ConflictPolicy,
  createMemoryStorage,
  openStateCache,
  type StateCache,
} from '@mosaic/client';
import { operations } from '@mosaic/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTenantHub, type TenantHub } from '../packages/mcp/test/tenant-hub.ts';
import { type Fate, hubClient } from './support/hub-client.ts';

const keys = ['a', 'b', 'c'] as const;
type Key = (typeof keys)[number];

/** Every written value is another one, so that each can be found again. */
interface Marked {
  readonly by: string;
  readonly n: number;
}

const policies: Readonly<Record<string, ConflictPolicy>> = {
  mine: { kind: 'mine' },
  theirs: { kind: 'theirs' },
  report: { kind: 'report' },
  merge: {
    kind: 'merge',
    merge: ({ mine, theirs }) => {
      if (mine.isGone) return mine;
      return theirs.isGone
        ? mine
        : { isGone: false, value: { merged: [mine.value, theirs.value] } };
    },
  },
};

type Action =
  | { readonly do: 'set' | 'delete'; readonly key: Key }
  | { readonly do: 'sync' | 'crash' };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('set' as const), key: fc.constantFrom(...keys) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('delete' as const), key: fc.constantFrom(...keys) }),
  },
  { weight: 5, arbitrary: fc.constant({ do: 'sync' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'crash' as const }) },
);

const plans = fc.record({
  policies: fc.tuple(
    fc.constantFrom(...Object.keys(policies)),
    fc.constantFrom(...Object.keys(policies)),
  ),
  /** In each round the devices do their actions side by side, in an order the scheduler chooses. */
  rounds: fc.array(
    fc.tuple(fc.array(action, { maxLength: 4 }), fc.array(action, { maxLength: 4 })),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
  fates: fc.array(
    fc.constantFrom<Fate>('arrives', 'arrives', 'arrives', 'request_lost', 'reply_lost'),
    {
      maxLength: 40,
    },
  ),
});

/** A device that can crash at any await: what it was doing then never reaches storage or hub. */
class Device {
  readonly name: string;
  readonly stored: CacheStorage = createMemoryStorage();
  /** Values by their number: what the key showed when they were written. */
  readonly writes: { key: Key; value: Marked | null; before: unknown; hadPending: boolean }[] = [];
  cache: Promise<StateCache>;
  private life = 0;
  private readonly open: (storage: CacheStorage, isAlive: () => boolean) => Promise<StateCache>;

  constructor(
    name: string,
    open: (storage: CacheStorage, isAlive: () => boolean) => Promise<StateCache>,
  ) {
    this.name = name;
    this.open = open;
    this.cache = this.start();
  }

  crash(): void {
    this.life += 1;
    this.cache = this.start();
  }

  private start(): Promise<StateCache> {
    const { life } = this;
    const isAlive = () => this.life === life;
    const storage: CacheStorage = {
      load: () => this.stored.load(),
      commit: (records) => {
        if (!isAlive()) return Promise.reject(new Error('crashed'));
        return this.stored.commit(records);
      },
    };
    return this.open(storage, isAlive);
  }
}

let hub: TenantHub;
let runs = 0;
let written = 0;
beforeAll(async () => {
  hub = await openTenantHub();
});
afterAll(() => hub.destroy());

async function act(device: Device, { do: what, ...at }: Action): Promise<void> {
  const cache = await device.cache;
  const failed = () => undefined;
  if (what === 'crash') device.crash();
  if (what === 'sync') await cache.sync().catch(failed);
  if (what !== 'set' && what !== 'delete') return;
  const { key } = at as { key: Key };
  written += 1;
  const value = what === 'set' ? { by: device.name, n: written } : null;
  const before = cache.get(key) ?? null;
  const hadPending = cache.pending().includes(key);
  // Only what was acknowledged counts: a crash before may lose it.
  const done = await (value ? cache.set(key, value) : cache.delete(key)).then(
    () => true,
    () => false,
  );
  if (done) device.writes.push({ key, value, before, hadPending });
}

describe('two caches that come and go', () => {
  it('agree in the end, lose no write unseen, do none twice, and report every conflict', async () => {
    const settled = { conflicts: 0, histories: 0 };
    await fc.assert(
      fc.asyncProperty(plans, fc.scheduler(), async (plan, scheduler) => {
        runs += 1;
        const namespace = `run-${runs}`;
        const fates = [...plan.fates];
        const isQuiet = { now: false };
        const devices = plan.policies.map((policy, index) => {
          const name = `device-${index}`;
          return new Device(name, (storage, isAlive) =>
            openStateCache({
              client: hubClient(hub, `acme/${name}`, {
                fate: async (operation) => {
                  if (!isQuiet.now) await scheduler.schedule(Promise.resolve(), operation);
                  if (!isAlive()) return 'request_lost';
                  return isQuiet.now ? 'arrives' : (fates.shift() ?? 'arrives');
                },
              }),
              namespace,
              storage,
              policy: policies[policy] ?? { kind: 'report' },
            }),
          );
        });
        for (const round of plan.rounds) {
          const doing = devices.map(async (device, index) => {
            for (const each of round[index] ?? []) await act(device, each);
          });
          await scheduler.waitFor(Promise.all(doing));
        }
        isQuiet.now = true;
        await settle(devices);
        await checkAll(namespace, devices, settled);
      }),
      { numRuns: 150 },
    );
    expect(settled.conflicts).toBeGreaterThan(30);
    expect(settled.histories).toBeGreaterThan(200);
  }, 120_000);
});

/** With a good connection everything is sent and taken over. */
async function settle(devices: readonly Device[]): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    for (const device of devices) await (await device.cache).sync();
  }
}

async function checkAll(
  namespace: string,
  devices: readonly Device[],
  settled: { conflicts: number; histories: number },
): Promise<void> {
  const caches = await Promise.all(devices.map(({ cache }) => cache));
  const { items } = await hub.call('acme/test', operations.listState, { namespace });
  const atHub = items.map(({ key, value }) => [key, value]);
  for (const cache of caches) {
    expect(cache.pending()).toEqual([]);
    expect(cache.entries()).toEqual(atHub);
  }
  for (const key of keys) {
    const history = await hub.call('acme/test', operations.stateHistory, { namespace, key });
    const values = history.items.map(({ value }) => value).reverse();
    settled.histories += values.length;
    const marked = values.filter((value) => isMarked(value)).map((value) => value.n);
    expect(marked, 'written twice').toEqual([...new Set(marked)]);
    devices.forEach((device, index) => {
      const reports = (caches[index]?.conflicts() ?? []).filter((each) => each.key === key);
      settled.conflicts += reports.length;
      const own = device.writes.filter((write) => write.key === key);
      const last = own.at(-1)?.value;
      if (last) {
        const isKnown =
          marked.includes(last.n) ||
          reports.some(({ mine }) => !mine.isGone && sameMark(mine.value, last));
        expect(isKnown, `${key}: write ${last.n} of ${device.name} is nowhere`).toBe(true);
      }
      for (const [at, value] of values.entries()) {
        const replaced = values[at - 1] ?? null;
        if (!isMarked(value) || value.by !== device.name) continue;
        if (isMarked(replaced) && replaced.by === device.name) continue;
        const write = own.find((each) => each.value?.n === value.n);
        // What was written on top of an own pending write inherits what that one replaced.
        const sawIt = write?.hadPending || same(write?.before, replaced);
        const wasTold = reports.some(({ theirs }) =>
          same(theirs.isGone ? null : theirs.value, replaced),
        );
        expect(sawIt || wasTold, `${key}: ${JSON.stringify(replaced)} overwritten unseen`).toBe(
          true,
        );
      }
    });
  }
}

function isMarked(value: unknown): value is Marked {
  return typeof value === 'object' && value !== null && 'n' in value;
}

function sameMark(value: unknown, mark: Marked): boolean {
  return isMarked(value) && value.n === mark.n;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
