import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packHints, unpackHints } from './hint-message.ts';
import { clusterLimits } from './limits.ts';

const topic = fc.string({ minLength: 1, maxLength: 80 }).filter((text) => text !== '*');

it('brings every topic across, in messages that PostgreSQL takes', () => {
  fc.assert(
    fc.property(fc.uniqueArray(topic, { maxLength: 300 }), (topics) => {
      const messages = packHints('nod_1', topics);
      const read = messages.map(unpackHints);
      expect(read.every((message) => message?.from === 'nod_1')).toBe(true);
      expect(read.flatMap((message) => message?.topics)).toEqual(topics);
      for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThan(7_900);
    }),
  );
});

it('says "everything" rather than grow without bound', () => {
  const many = Array.from({ length: clusterLimits.topicsMax + 1 }, (_, at) => `topic-${at}`);
  for (const topics of [many, ['x'.repeat(clusterLimits.topicCharsMax + 1)]]) {
    expect(packHints('nod_1', topics).map(unpackHints)).toEqual([{ from: 'nod_1', topics: 'all' }]);
  }
});

it('takes whatever else is on the bus for nothing', () => {
  fc.assert(
    fc.property(fc.anything(), (text) => {
      expect(unpackHints(text)).toBeNull();
    }),
  );
  const strange = ['', '{', '[]', '{"a":1}', '[1,2]', '["a",null]', '"text"', 'null'];
  expect(strange.map(unpackHints)).toEqual(strange.map(() => null));
});
