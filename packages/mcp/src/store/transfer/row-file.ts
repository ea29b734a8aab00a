import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { transferLimits } from './limits.ts';
import type { RawRow, RawValue, TableShape } from './raw-store.ts';

/**
 * Writes the rows of one table: gzip of one JSON array a line, values in the order of
 * `columns`. On disk when it resolves; returns the SHA-256 of the file.
 */
export async function writeRowFile(
  file: string,
  { columns }: TableShape,
  chunks: AsyncIterable<readonly RawRow[]>,
): Promise<string> {
  const hash = createHash('sha256');
  const lines = async function* () {
    for await (const rows of chunks) {
      const texts = rows.map((row) => {
        const values = columns.map((column) => portable(row[column] ?? null));
        // Readers of lines take these two for ends of lines; JSON leaves them as they are.
        return JSON.stringify(values).replaceAll(/[\u2028\u2029]/g, escaped);
      });
      yield `${texts.join('\n')}\n`;
    }
  };
  const tap = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const out = createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true });
  await pipeline(lines, createGzip({ level: 1 }), tap, out);
  return hash.digest('hex');
}

/** Reads such a file back, in chunks. */
export async function* readRowFile(
  file: string,
  { columns }: Pick<TableShape, 'columns'>,
): AsyncGenerator<readonly RawRow[]> {
  const input = createReadStream(file).pipe(createGunzip());
  let rows: RawRow[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const values = JSON.parse(line) as unknown[];
    rows.push(Object.fromEntries(columns.map((column, index) => [column, native(values[index])])));
    if (rows.length < transferLimits.chunkRows) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

function escaped(character: string): string {
  return character === '\u2028' ? '\\u2028' : '\\u2029';
}

function portable(value: RawValue): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
}

function native(value: unknown): RawValue {
  if (typeof value === 'object' && value !== null && 'base64' in value) {
    return Buffer.from(String(value.base64), 'base64');
  }
  return (value ?? null) as RawValue;
}
