import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { MosaicError } from '@mosaic/contract';
import { limits } from './limits.ts';
import {
  enterUntrusted,
  openUntrustedFile,
  readUntrustedFile,
  type UntrustedDirectory,
  untrustedNames,
} from './untrusted-directory.ts';

const unzip = promisify(inflate);

export interface QuarantineOptions {
  /** `objects` directory of a fresh repository of ours. */
  readonly into: string;
  readonly maxBytes: number;
  /** Names of packs that are not needed. */
  readonly skipPacks: ReadonlySet<string>;
}

interface Budget {
  bytes: number;
  files: number;
  unpackedBytes: number;
}

/**
 * Copies objects, and nothing but objects, out of an untrusted repository.
 *
 * Only regular files with the name of a loose object or a pack are read; alternates, grafts,
 * configuration, links and pack indexes are not. A loose object whose content does not match
 * its name is left behind. Returns the packs copied: git must index them before use.
 */
export async function quarantineObjects(
  gitDir: UntrustedDirectory,
  options: QuarantineOptions,
): Promise<string[]> {
  const objects = await enterUntrusted(gitDir, 'objects');
  if (!objects) {
    throw new MosaicError(
      'precondition_failed',
      `${gitDir.path} has no object directory of its own. The clone was tampered with.`,
    );
  }
  const budget: Budget = {
    bytes: options.maxBytes,
    files: limits.cloneFilesMax,
    unpackedBytes: limits.looseObjectsBytesMax,
  };
  try {
    for (const name of await untrustedNames(objects)) {
      if (/^[0-9a-f]{2}$/.test(name)) await copyLoose(objects, name, options.into, budget);
    }
    return await copyPacks(objects, options, budget);
  } finally {
    await objects.handle.close();
  }
}

async function copyLoose(
  objects: UntrustedDirectory,
  prefix: string,
  into: string,
  budget: Budget,
): Promise<void> {
  const directory = await enterUntrusted(objects, prefix);
  if (!directory) return;
  try {
    for (const name of await untrustedNames(directory)) {
      if (!/^(?:[0-9a-f]{38}|[0-9a-f]{62})$/.test(name)) continue;
      const file = await openUntrustedFile(directory, name);
      await file?.handle.close();
      if (!file) continue;
      spend(budget, file.size);
      const packed = await readUntrustedFile(directory, name, file.size);
      if (!packed) continue;
      if (!(await matchesName(packed, prefix + name, budget))) continue;
      await mkdir(join(into, prefix), { recursive: true });
      await writeFile(join(into, prefix, name), packed, { flag: 'wx' });
    }
  } finally {
    await directory.handle.close();
  }
}

async function matchesName(packed: Buffer, id: string, budget: Budget): Promise<boolean> {
  const maxOutputLength = Math.min(limits.looseObjectBytesMax, budget.unpackedBytes);
  if (maxOutputLength <= 0) throw tooLarge();
  const content = await unzip(packed, { maxOutputLength }).catch(() => null);
  if (!content) return false;
  budget.unpackedBytes -= content.length;
  const algorithm = id.length === 40 ? 'sha1' : 'sha256';
  return createHash(algorithm).update(content).digest('hex') === id;
}

async function copyPacks(
  objects: UntrustedDirectory,
  options: QuarantineOptions,
  budget: Budget,
): Promise<string[]> {
  const directory = await enterUntrusted(objects, 'pack');
  if (!directory) return [];
  const copied: string[] = [];
  try {
    for (const name of await untrustedNames(directory)) {
      if (!/^pack-[0-9a-f]{40,64}\.pack$/.test(name) || options.skipPacks.has(name)) continue;
      const file = await openUntrustedFile(directory, name);
      if (!file) continue;
      const target = join(options.into, 'pack', name);
      try {
        await copyBytes(file.handle, target, budget);
      } finally {
        await file.handle.close();
      }
      copied.push(target);
    }
    return copied;
  } finally {
    await directory.handle.close();
  }
}

async function copyBytes(source: FileHandle, path: string, budget: Budget): Promise<void> {
  const target = await open(path, 'wx');
  try {
    spend(budget, 0);
    const buffer = Buffer.alloc(1024 * 1024);
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      budget.bytes -= bytesRead;
      if (budget.bytes < 0) throw tooLarge();
      await target.write(buffer, 0, bytesRead);
    }
  } finally {
    await target.close();
  }
}

function spend(budget: Budget, bytes: number): void {
  budget.files -= 1;
  budget.bytes -= bytes;
  if (budget.files < 0 || budget.bytes < 0) throw tooLarge();
}

function tooLarge(): MosaicError {
  return new MosaicError(
    'too_large',
    'The clone has more objects than may be taken over. Commit less in one run, or raise the limit.',
  );
}
