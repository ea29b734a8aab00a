import type { Readable } from 'node:stream';

const lineFeed = 0x0a;

/** The stream had a line that was longer than allowed. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

/**
 * Lines of a byte stream, ended by line feed alone.
 *
 * Other line splitters also cut at U+2028, which is legal inside JSON. A line above the
 * bound throws {@link LineTooLong} before it is in memory.
 */
export async function* splitLines(stream: Readable, bytesMax: number): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let bytes = 0;
  const take = (last: Buffer) => {
    const line = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    parts = [];
    bytes = 0;
    return line.toString('utf8');
  };
  for await (const chunk of stream) {
    let rest = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    for (let at = rest.indexOf(lineFeed); at !== -1; at = rest.indexOf(lineFeed)) {
      if (bytes + at > bytesMax) throw new LineTooLong(`A line has more than ${bytesMax} bytes.`);
      yield take(rest.subarray(0, at));
      rest = rest.subarray(at + 1);
    }
    if (rest.length === 0) continue;
    bytes += rest.length;
    if (bytes > bytesMax) throw new LineTooLong(`A line has more than ${bytesMax} bytes.`);
    parts.push(rest);
  }
  if (parts.length > 0) yield take(Buffer.alloc(0));
}
