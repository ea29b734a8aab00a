import { readFileSync } from 'node:fs';
import { MosaicError } from '@mosaic/contract';
import { validRange } from 'semver';
import { z } from 'zod';
import { duplicateKey } from './duplicate-key.ts';

/** A line of releases, such as `2.8`. */
const Line = z.string().regex(/^\d+\.\d+$/, 'must be a line of releases such as 2.8');
const Range = z
  .string()
  .refine((range) => validRange(range) !== null, 'must be a range of versions');

/** Which versions go together. */
export const VersionMatrix = z.strictObject({
  version: z.literal(1),
  tony: z.record(
    Line,
    z.strictObject({
      /** Versions of MosAIc MCP it works with. */
      mcp: Range,
    }),
  ),
  /** Lines that are over, and what to do instead. */
  retired: z.record(Line, z.string().min(1)),
});

export type VersionMatrix = z.output<typeof VersionMatrix>;

/** Reads a matrix; one that says something twice is refused rather than half believed. */
export function readVersionMatrix(text: string, name: string): VersionMatrix {
  const value = parse(text, name);
  const twice = duplicateKey(text);
  if (twice !== null) throw refused(name, `has the key ${twice} twice: only one of them can hold`);
  const parsed = VersionMatrix.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw refused(name, `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
}

/** The matrix of this version. */
export function ownVersionMatrix(): VersionMatrix {
  const file = new URL('./version-matrix.json', import.meta.url);
  return readVersionMatrix(readFileSync(file, 'utf8'), 'version-matrix.json');
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refused(name, `is not JSON: ${String(cause)}`);
  }
}

function refused(name: string, problem: string): MosaicError {
  return new MosaicError('invalid_input', `${name} ${problem}. Correct the file.`);
}
