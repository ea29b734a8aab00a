import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineTooLong, splitLines } from './split-lines.ts';

async function linesOf(chunks: readonly Buffer[], bytesMax = 1_000): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of splitLines(Readable.from(chunks), bytesMax)) lines.push(line);
  return lines;
}

it('cuts at line feeds alone, however the bytes arrive', async () => {
  const text = fc.array(fc.constantFrom('a', 'é', '\u2028', '\u2029', '\r', '\u0085', '\n', '🙂'));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (characters, size) => {
      const bytes = Buffer.from(characters.join(''));
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      const expected = characters.join('').split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(await linesOf(chunks)).toEqual(expected);
    }),
  );
});

it('refuses a line above the bound, also one that never ends', async () => {
  const piece = Buffer.alloc(600, 'x');
  await expect(linesOf([piece, piece])).rejects.toBeInstanceOf(LineTooLong);
  await expect(linesOf([Buffer.concat([piece, piece, Buffer.from('\n')])])).rejects.toBeInstanceOf(
    LineTooLong,
  );
  await expect(linesOf([piece, Buffer.from('\n'), piece])).resolves.toHaveLength(2);
});
