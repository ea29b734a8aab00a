import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createGateLog } from './gate-log.ts';
import { limits } from './limits.ts';

const kept = limits.gateLogHeadChars + limits.gateLogTailChars;

function logOf(chunks: readonly string[]) {
  const log = createGateLog();
  for (const chunk of chunks) log.add(chunk);
  return log.finish();
}

it('keeps everything of a short output, however it was cut into pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[ -~\n]{0,200}$/)), (chunks) => {
      const text = chunks.join('');
      expect(logOf(chunks)).toEqual({
        log: text,
        logBytes: text.length,
        logSha256: createHash('sha256').update(text).digest('hex'),
        isLogComplete: true,
      });
    }),
  );
});

it('hashes and counts all of a long output, and keeps its beginning and end', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 1, max: 5 }),
      (size, extra) => {
        const text = `${'é'.repeat(kept / 2)}${'x'.repeat(kept / 2 + extra)}end`;
        const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        const { log, logSha256, logBytes, isLogComplete } = logOf(chunks);
        expect(isLogComplete).toBe(false);
        expect(logBytes).toBe(Buffer.byteLength(text));
        expect(logSha256).toBe(createHash('sha256').update(text).digest('hex'));
        expect(log.startsWith(text.slice(0, limits.gateLogHeadChars))).toBe(true);
        expect(log.endsWith(text.slice(-limits.gateLogTailChars))).toBe(true);
        expect(log).toContain(`${extra + 3} characters left out`);
      },
    ),
    { numRuns: 10 },
  );
});

it('shows no control characters', () => {
  expect(logOf(['red \u001b[31mtext\u001b[0m\u0007\n']).log).not.toContain('\u001b');
});
