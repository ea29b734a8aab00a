import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { z } from 'zod';

export const manifestFile = 'manifest.json';

/** What a backup says of itself: enough to restore it into either dialect and prove it. */
export const Manifest = z.object({
  format: z.literal(1),
  /** Version of the product that made it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  dialect: z.enum(['sqlite', 'postgres']),
  migrations: z.array(z.string()).min(1),
  tables: z.array(
    z.object({
      name: z.string(),
      file: z.string().regex(/^[a-z0-9_]+\.ndjson\.gz$/),
      columns: z.array(z.string()).min(1),
      key: z.array(z.string()).min(1),
      rows: z.int().min(0),
      /** Of the content, whatever the order of rows. */
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      /** Of the file. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  sequences: z.record(z.string(), z.int()),
  /** The last event and audit record in it: everything acknowledged up to them is in it. */
  heads: z.object({
    event: z.int().min(0),
    audit: z.object({ seq: z.int().min(0), hash: z.string() }),
  }),
});
export type Manifest = z.output<typeof Manifest>;

/** @throws `precondition_failed` when the folder holds no backup that this version reads */
export function readManifest(folder: string): Manifest {
  let text: string;
  try {
    text = readFileSync(join(folder, manifestFile), 'utf8');
  } catch (cause) {
    throw new MosaicError(
      'not_found',
      `There is no backup at ${folder}: ${manifestFile} is missing.`,
      {
        cause,
      },
    );
  }
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new MosaicError(
      'precondition_failed',
      `${join(folder, manifestFile)} is damaged, or was written by another version. Use another backup or that version.`,
      { cause },
    );
  }
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}
