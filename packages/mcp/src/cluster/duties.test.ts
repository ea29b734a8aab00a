import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../test/manual-clock.ts';
import { storeForTest } from '../../test/test-store.ts';
import { type OpenHub, openHub } from '../open-hub.ts';
import type { Duties, HeldDuty } from './duty.ts';
import { clusterLimits } from './limits.ts';
import { joinCluster } from './membership.ts';

let home: string;
let store: Awaited<ReturnType<typeof storeForTest>>;
let opened: OpenHub;
let clock: ManualClock;
/** Calls that the store has not answered yet. */
let underWay = 0;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'mosaic-duties-'));
  clock = manualClock(() => underWay > 0);
  store = await storeForTest(home);
  opened = await openHub({
    home,
    store: store.choice,
    modules: [],
    clock,
    logger: pino({ level: 'silent' }),
    version: '1.0.0',
    url: () => null,
    hasDuties: false,
  });
});
const joined: { duties: Duties; reach: () => void }[] = [];
afterEach(async () => {
  for (const { duties, reach } of joined.splice(0)) {
    reach();
    await ending(duties.close());
  }
  await ending(opened.close());
  await store.remove();
  rmSync(home, { recursive: true, force: true });
});

async function counted<T>(call: Promise<T>): Promise<T> {
  underWay += 1;
  return call.finally(() => {
    underWay -= 1;
  });
}

/** Closing waits for timers, which only move with the clock. */
async function ending(closed: Promise<void>): Promise<void> {
  await clock.advance(1);
  await closed;
}

/** A node of its own on the store of the one hub; `freeze` is what SIGSTOP would do to it. */
function enter(name: string, order: string[] = []) {
  const id = clock.newId('node');
  let isFrozen = false;
  let isCut = false;
  const hanging: ((error: Error) => void)[] = [];
  const own = {
    ...clock,
    after: (ms: number, work: () => void) =>
      clock.after(ms, function tryNow() {
        if (isFrozen) clock.after(10, tryNow);
        else work();
      }),
  };
  const held: HeldDuty[] = [];
  const log: string[] = [];
  const hints = {
    ...opened.hub.hints,
    wait: (_topic: string, ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        own.after(ms, resolve);
        signal.addEventListener('abort', () => resolve());
      }),
  };
  const duties = joinCluster({
    hub: {
      ...opened.hub,
      hints,
      system: (module) => {
        const caller = opened.hub.system(module);
        return {
          call: (operation, input) =>
            isCut
              ? new Promise<never>((_resolve, reject) => hanging.push(reject))
              : counted(caller.call(operation, input)),
        };
      },
    },
    clock: own,
    logger: pino({ level: 'silent' }),
    node: { id, name, version: '1', startedAtMs: clock.now(), url: () => null, bus: () => [] },
    onPeers: () => undefined,
  });
  duties.add('work', (duty) => {
    held.push(duty);
    log.push('begin');
    order.push(`${name} begins`);
    duty.signal.addEventListener('abort', () => order.push(`${name} must end`));
    return async () => {
      log.push('end');
      order.push(`${name} ends`);
    };
  });
  joined.push({
    duties,
    reach: () => {
      isCut = false;
      isFrozen = false;
      for (const reject of hanging.splice(0)) reject(new Error('never came back'));
    },
  });
  return {
    id,
    duties,
    held,
    log,
    freeze: () => {
      isFrozen = true;
    },
    thaw: () => {
      isFrozen = false;
    },
    /** From now on its calls never come back. */
    cut: () => {
      isCut = true;
    },
    /** A write made under the duty this node believes to have. */
    write: async () => {
      const guard = held.at(-1)?.guard;
      const system = opened.hub.system('nodes', guard ? { guard } : {});
      await system.call(operations.leaveNode, { nodeId: clock.newId('node') });
    },
  };
}
const beat = clusterLimits.beatMs + 50;

it('gives a duty to one node, however many want it', async () => {
  const nodes = ['a', 'b', 'c'].map((name) => enter(name));
  await clock.advance(3 * beat);
  expect(nodes.flatMap(({ log }) => log)).toEqual(['begin']);
  const { items } = await opened.hub.system('nodes').call(operations.listNodes, {});
  expect(items.filter(({ duties }) => duties.includes('work'))).toHaveLength(1);
  expect(items.filter(({ isAlive }) => isAlive)).toHaveLength(4);
});

it('keeps a duty where it is as long as its node beats', async () => {
  const [a, b] = [enter('a'), enter('b')];
  await clock.advance(100 * beat);
  expect([...a.log, ...b.log]).toEqual(['begin']);
});

it('passes it on within seconds when its node stops', async () => {
  const a = enter('a');
  await clock.advance(beat);
  const b = enter('b');
  await clock.advance(beat);
  expect([a.log, b.log]).toEqual([['begin'], []]);
  await ending(a.duties.close());
  await clock.advance(beat);
  expect([a.log, b.log]).toEqual([['begin', 'end'], ['begin']]);
});

it('fences a node that slept through its lease: what it still writes is refused', async () => {
  const a = enter('a');
  await clock.advance(beat);
  const b = enter('b');
  await clock.advance(beat);
  await a.write();
  a.freeze();
  await clock.advance(clusterLimits.dutyMs + 2 * beat);
  expect(b.log).toEqual(['begin']);
  // It has not noticed anything yet.
  expect(a.log).toEqual(['begin']);
  await expect(a.write()).rejects.toMatchObject({ code: 'lease_lost' });
  await b.write();
  a.thaw();
  await clock.advance(beat);
  expect(a.log).toEqual(['begin', 'end']);
  expect(a.held[0]?.signal.aborted).toBe(true);
  expect(b.log).toEqual(['begin']);
});

it('stops a duty by its own clock before another node can have it, when its beats hang', async () => {
  const order: string[] = [];
  const a = enter('a', order);
  await clock.advance(beat);
  a.cut();
  enter('b', order);
  await clock.advance(clusterLimits.dutyMs + 2 * beat);
  expect(order).toEqual(['a begins', 'a must end', 'a ends', 'b begins']);
});

it('never lets two epochs be alike', async () => {
  const epochs: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const node = enter(`n${round}`);
    await clock.advance(beat);
    const duty = opened.store.reader.selectFrom('duty').select('epoch');
    epochs.push(Number((await duty.executeTakeFirstOrThrow()).epoch));
    await ending(node.duties.close());
  }
  expect(epochs).toEqual([1, 2, 3, 4, 5]);
});

it('forgets nodes that were silent for long, and says so', async () => {
  const a = enter('a');
  await clock.advance(beat);
  enter('b');
  await clock.advance(beat);
  a.freeze();
  await clock.advance(clusterLimits.forgottenMs + 2 * beat);
  const system = opened.hub.system('nodes');
  const { items } = await system.call(operations.listNodes, {});
  expect(items.map(({ name }) => name).sort()).toEqual(['b', 'local']);
  const { items: events } = await system.call(operations.listEvents, {});
  const told = events
    .filter(({ type }) => type.startsWith('node.'))
    .map(({ type, data }) => [type, data.name]);
  expect(told).toEqual([
    ['node.joined', 'a'],
    ['node.joined', 'b'],
    ['node.left', 'a'],
  ]);
  a.thaw();
  await clock.advance(beat);
  const { items: again } = await system.call(operations.listNodes, {});
  expect(again.map(({ name }) => name).sort()).toEqual(['a', 'b', 'local']);
});
