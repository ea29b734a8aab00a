import { expect, it } from 'vitest';
import { echoesHash } from './echoes-hash.ts';

const hash = 'ab'.repeat(32);
const other = 'cd'.repeat(32);

it.each([hash, `I read the file.\n\n\`${hash}\`\n`, hash.toUpperCase(), `${hash} ${hash}`])(
  'takes the hash with or without words: %s',
  (answer) => expect(echoesHash(answer, hash)).toBe(true),
);

it.each(['', 'I have read it.', other, hash.slice(1), `${hash}0`, `${hash} or ${other}`])(
  'refuses anything else: %s',
  (answer) => expect(echoesHash(answer, hash)).toBe(false),
);
