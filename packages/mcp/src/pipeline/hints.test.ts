import { expect, it } from 'vitest';
import { type Bus, type BusListener, silentBus } from '../cluster/bus.ts';
import { createProcessBus } from '../cluster/process-bus.ts';
import { systemClock } from './clock.ts';
import { createHints } from './hints.ts';

const never = new AbortController().signal;

/** Whether a wait has ended by now. */
async function isOver(wait: Promise<void>): Promise<boolean> {
  const turn = new Promise((resolve) => setImmediate(resolve, 'later'));
  return (await Promise.race([wait.then(() => 'over'), turn])) === 'over';
}

it('wakes who waits here before it tells other nodes', () => {
  const order: string[] = [];
  const bus: Bus = { ...silentBus, publish: (topic) => order.push(`bus ${topic}`) };
  const hints = createHints(systemClock, bus);
  hints.listen('a', () => order.push('here'));
  hints.publish('a');
  hints.publish('b');
  hints.wake('a');
  expect(order).toEqual(['here', 'bus a', 'bus b', 'here']);
});

it('wakes who waits on other nodes, and never itself twice', async () => {
  const network = createProcessBus();
  const [a, b] = [network.join(), network.join()];
  const [here, there] = [createHints(systemClock, a), createHints(systemClock, b)];
  let own = 0;
  here.listen('events', () => {
    own += 1;
  });
  const wait = there.wait('events', 60_000, never);
  const other = there.wait('other', 60_000, never);
  here.publish('events');
  expect(await isOver(wait)).toBe(true);
  expect(await isOver(other)).toBe(false);
  expect(own).toBe(1);
  there.wake('other');
  await b.close();
  const late = there.wait('events', 60_000, never);
  here.publish('events');
  expect(await isOver(late)).toBe(false);
  there.wakeAll();
  expect(await isOver(late)).toBe(true);
  expect(a.lines()).toEqual([{ kind: 'process', isConnected: true }]);
});

it('wakes everybody when hints may have been missed', async () => {
  let listener: BusListener | null = null;
  const bus: Bus = {
    ...silentBus,
    listen: (to) => {
      listener = to;
    },
  };
  const hints = createHints(systemClock, bus);
  const waits = ['a', 'b'].map((topic) => hints.wait(topic, 60_000, never));
  (listener as BusListener | null)?.missed();
  expect(await Promise.all(waits.map(isOver))).toEqual([true, true]);
});

it('forgets topics nobody waits for', async () => {
  const hints = createHints(systemClock);
  for (let turn = 0; turn < 100; turn += 1) {
    const gone = AbortSignal.abort();
    await hints.wait(`topic-${turn}`, 60_000, gone);
  }
  const stop = hints.listen('a', () => undefined);
  stop();
  stop();
  hints.publish('a');
});
