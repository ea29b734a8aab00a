import { expect, it } from 'vitest';
import { manualClock } from '../../test/manual-clock.ts';
import { clusterLimits } from './limits.ts';
import { watchStore } from './store-watch.ts';

function watch() {
  const clock = manualClock();
  const store = { answer: async () => {} };
  const changes: boolean[] = [];
  const gate = watchStore({
    clock,
    probe: () => store.answer(),
    onChange: (isReachable) => changes.push(isReachable),
  });
  gate.begin();
  return { clock, store, changes, gate };
}
const hanging = () => new Promise<never>(() => {});
/** No later than this a node that is cut off refuses everything. */
const noticedMs = clusterLimits.probeEveryMs + clusterLimits.probeMs;

it('lets calls through while the store answers', async () => {
  const { clock, gate, changes } = watch();
  await clock.advance(60_000);
  expect(await gate.pass(async () => 'done')).toBe('done');
  expect(changes).toEqual([]);
  await gate.close();
});

it('refuses everything once the store is silent, ends what waits, and comes back by itself', async () => {
  const { clock, store, gate, changes } = watch();
  const waiting = gate.pass(hanging);
  const ended = expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  store.answer = hanging;
  await clock.advance(noticedMs);
  await ended;
  let isCalled = false;
  const refused = gate.pass(async () => {
    isCalled = true;
  });
  await expect(refused).rejects.toMatchObject({
    code: 'unavailable',
    details: { retryAfterMs: clusterLimits.probeEveryMs },
  });
  expect(isCalled).toBe(false);
  expect(gate.isReachable).toBe(false);
  store.answer = async () => {};
  await clock.advance(noticedMs);
  expect(await gate.pass(async () => 'done')).toBe('done');
  expect(changes).toEqual([false, true]);
  await gate.close();
});

it('ends streams with a failure that tells to go on elsewhere', async () => {
  const { clock, store, gate } = watch();
  async function* items() {
    yield 1;
    await hanging();
  }
  const got: number[] = [];
  const reading = (async () => {
    for await (const item of gate.passItems(items())) got.push(item);
  })();
  const ended = expect(reading).rejects.toMatchObject({ code: 'unavailable' });
  store.answer = () => Promise.reject(new Error('refused'));
  await clock.advance(noticedMs);
  await ended;
  expect(got).toEqual([1]);
  await gate.close();
});
