import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { MosaicError } from '@mosaic/contract';
import type { Io } from '../io.ts';
import { limits } from '../limits.ts';

/** Reads a whole input as one JSON object from a file, or from standard input for `-`. */
export async function readInputFile(io: Io, file: string): Promise<Record<string, unknown>> {
  const text = await readAll(file === '-' ? io.stdin : createReadStream(resolve(io.cwd, file)));
  const value = parse(text, file);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new MosaicError('invalid_input', `--input ${file} must hold one JSON object.`);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MosaicError('invalid_input', `--input ${file} is not JSON.`, { cause });
  }
}

async function readAll(source: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source) {
      const buffer = Buffer.from(chunk);
      bytes += buffer.length;
      if (bytes > limits.inputBytesMax) {
        throw new MosaicError('too_large', `--input is longer than ${limits.inputBytesMax} bytes.`);
      }
      chunks.push(buffer);
    }
  } catch (cause) {
    if (cause instanceof MosaicError) throw cause;
    throw new MosaicError('invalid_input', `--input could not be read: ${String(cause)}`, {
      cause,
    });
  }
  return Buffer.concat(chunks).toString('utf8');
}
