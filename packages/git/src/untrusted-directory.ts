import { constants } from 'node:fs';
import { type FileHandle, open, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from './limits.ts';

/**
 * A directory whose content was made by somebody we do not trust.
 *
 * It is held open, and children are opened relative to it without following links, so that
 * exchanging a path for a link, before or while we read, never leads us anywhere else.
 */
export interface UntrustedDirectory {
  readonly handle: FileHandle;
  readonly path: string;
}

const noFollow = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens a directory; null when there is none: missing, a link, a file, or unreadable. */
export async function openUntrusted(path: string): Promise<UntrustedDirectory | null> {
  const handle = await open(path, noFollow | constants.O_DIRECTORY).catch(() => null);
  return handle && { handle, path };
}

/** Opens a directory directly below `parent`; null when there is none of that name. */
export async function enterUntrusted(
  parent: UntrustedDirectory,
  name: string,
): Promise<UntrustedDirectory | null> {
  if (!isPlainName(name)) return null;
  const entered = await openUntrusted(join(base(parent), name));
  return entered && { handle: entered.handle, path: join(parent.path, name) };
}

/** Opens a regular file directly below `parent`; null for anything else, such as a link or a pipe. */
export async function openUntrustedFile(
  parent: UntrustedDirectory,
  name: string,
): Promise<{ handle: FileHandle; size: number } | null> {
  if (!isPlainName(name)) return null;
  const handle = await open(join(base(parent), name), noFollow).catch(() => null);
  if (!handle) return null;
  const found = await handle.stat();
  if (found.isFile()) return { handle, size: found.size };
  await handle.close();
  return null;
}

/** Content of a small regular file; null when there is none, or it has more than `maxBytes`. */
export async function readUntrustedFile(
  parent: UntrustedDirectory,
  name: string,
  maxBytes: number,
): Promise<Buffer | null> {
  const file = await openUntrustedFile(parent, name);
  if (!file) return null;
  try {
    if (file.size > maxBytes) return null;
    // The file may grow while we read, so the size only says how much we are willing to take.
    const buffer = Buffer.alloc(file.size);
    const { bytesRead } = await file.handle.read(buffer, 0, file.size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.handle.close();
  }
}

/** Names in the directory, at most `limits.cloneFilesMax` of them. */
export async function untrustedNames(directory: UntrustedDirectory): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(base(directory))) {
    names.push(entry.name);
    if (names.length >= limits.cloneFilesMax) break;
  }
  return names.sort();
}

/** The open directory itself on Linux, whatever its path has become since. */
function base(directory: UntrustedDirectory): string {
  return process.platform === 'linux' ? `/proc/self/fd/${directory.handle.fd}` : directory.path;
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
}
