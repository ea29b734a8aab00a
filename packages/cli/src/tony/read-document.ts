import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { limits, MosaicError } from '@mosaic/contract';
import type { Io } from '../io.ts';

/** Reads a document to plan from, from a file or, for `-`, from standard input. */
export async function readDocument(io: Io, file: string) {
  const source = file === '-' ? io.stdin : createReadStream(resolve(io.cwd, file));
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source) {
      const buffer = Buffer.from(chunk);
      bytes += buffer.length;
      if (bytes > limits.planSourceCharsMax) throw tooLarge(file);
      chunks.push(buffer);
    }
  } catch (cause) {
    if (cause instanceof MosaicError) throw cause;
    throw new MosaicError('not_found', `${file} could not be read: ${reasonOf(cause)}`, { cause });
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') throw new MosaicError('invalid_input', `${file} is empty.`);
  const name = file === '-' ? 'standard input' : basename(file);
  return { kind: 'document' as const, text, name };
}

function tooLarge(file: string): MosaicError {
  const message = `${file} is longer than ${limits.planSourceCharsMax} bytes. Split it.`;
  return new MosaicError('too_large', message);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    ? 'there is no such file'
    : String(cause);
}
