import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newPart } from './log-position.ts';

it('puts a log together without doubling or losing a character, however the stream repeats', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 200 }),
      fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 30 })), { maxLength: 60 }),
      (log, steps) => {
        let text = '';
        let position = { nextOffset: 0 };
        for (const [back, length] of steps) {
          const offset = Math.max(0, position.nextOffset - back);
          const chunk = {
            offset,
            text: log.slice(offset, offset + length),
            nextOffset: Math.min(log.length, offset + length),
          };
          text += newPart(position, chunk).text;
          position = { nextOffset: Math.max(position.nextOffset, chunk.nextOffset) };
        }
        expect(text).toBe(log.slice(0, position.nextOffset));
      },
    ),
  );
});

it('notices text that is missing', () => {
  const chunk = { offset: 5, text: 'later', nextOffset: 10 };
  expect(newPart({ nextOffset: 0 }, chunk)).toEqual({ text: 'later', isGap: true });
});
