import { expect, it } from 'vitest';
import { manualClock } from '../../test/manual-clock.ts';
import { clusterLimits } from './limits.ts';
import { createTopicSender } from './topic-sender.ts';

function sender(everyMs = 20) {
  const clock = manualClock();
  const sent: (readonly string[])[] = [];
  const open = { answer: Promise.resolve() as Promise<unknown> };
  const topics = createTopicSender(clock, everyMs, async (list) => {
    sent.push(list);
    await open.answer;
  });
  return { clock, sent, topics, open };
}

it('sends the first topic at once, what follows together, and each topic once', async () => {
  const { clock, sent, topics } = sender();
  topics.add('a');
  await clock.advance(0);
  expect(sent).toEqual([['a']]);
  for (const topic of ['b', 'c', 'b']) topics.add(topic);
  await clock.advance(19);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  expect(sent).toEqual([['a'], ['b', 'c']]);
  await clock.advance(1_000);
  expect(sent).toHaveLength(2);
});

it('keeps no more than one message on its way, however slow the bus is', async () => {
  const { clock, sent, topics, open } = sender();
  const slow = Promise.withResolvers<void>();
  open.answer = slow.promise;
  topics.add('a');
  await clock.advance(0);
  for (let count = 0; count < 5_000; count += 1) topics.add(`t${count}`);
  await clock.advance(10_000);
  expect(sent).toEqual([['a']]);
  open.answer = Promise.resolve();
  slow.resolve();
  await clock.advance(20);
  expect(sent[1]).toHaveLength(clusterLimits.topicsMax + 1);
});

it('goes on after a message that was lost', async () => {
  const { clock, sent, topics, open } = sender();
  open.answer = Promise.reject(new Error('gone'));
  open.answer.catch(() => undefined);
  topics.add('a');
  await clock.advance(50);
  topics.add('b');
  await clock.advance(50);
  expect(sent).toEqual([['a'], ['b']]);
});
