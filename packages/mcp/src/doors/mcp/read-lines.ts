import type { Readable } from 'node:stream';

const lf = 0x0a;

/**
 * Splits bytes at LF, and only there: U+2028 or a lone CR inside of a message ends nothing.
 *
 * A line over `bytesMax` is dropped and reported as `'too long'`, so that no sender
 * makes us keep more than that. Empty lines are skipped, and so is an unfinished last one.
 */
export async function* readLines(
  input: Readable,
  bytesMax: number,
): AsyncGenerator<Uint8Array | 'too long'> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    let rest: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let end = rest.indexOf(lf); end >= 0; end = rest.indexOf(lf)) {
      bytes += end;
      if (bytes > bytesMax) yield 'too long';
      else if (bytes > 0) yield Buffer.concat([...parts, rest.subarray(0, end)]);
      rest = rest.subarray(end + 1);
      parts = [];
      bytes = 0;
    }
    bytes += rest.length;
    if (bytes > bytesMax) parts = [];
    else if (rest.length > 0) parts.push(rest);
  }
}
