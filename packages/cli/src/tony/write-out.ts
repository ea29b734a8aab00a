import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { exitCode } from '../exit-code.ts';
import { plainText } from '../output/plain-text.ts';
import type { Session } from '../session.ts';

/** Writes a text to a file that is not there yet, or to standard output. */
export function writeOut({ io, terminal }: Session, text: string, file?: string): number {
  if (file === undefined) {
    terminal.print(plainText(text).trimEnd());
    return exitCode.ok;
  }
  const place = resolve(io.cwd, file);
  try {
    writeFileSync(place, text.endsWith('\n') ? text : `${text}\n`, { flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw new MosaicError(
      isThere ? 'conflict' : 'precondition_failed',
      isThere
        ? `${place} is there already and was left alone. Give another name.`
        : `${place} could not be written: ${String(cause)}`,
      { cause },
    );
  }
  terminal.note(`Wrote ${place}.`);
  return exitCode.ok;
}
