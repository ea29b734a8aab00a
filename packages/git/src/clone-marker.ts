import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { limits } from './limits.ts';
import { type CommitId, isCommitId } from './names.ts';
import { openUntrusted, readUntrustedFile } from './untrusted-directory.ts';

/**
 * Says that a directory is a clone made by us; lies outside the work tree, where the agent
 * that works in it can't write.
 */
export interface CloneMarker {
  readonly version: 1;
  readonly id: string;
  readonly branch: string;
  /** Commit the clone was made at. */
  readonly commit: CommitId;
  /** Packs we put in: their objects are in the vault, so they are never taken back. */
  readonly packs: readonly string[];
}

const fileName = '.mosaic-clone.json';

/** The work tree of a clone: the only part that is lent to an agent. */
export function cloneTree(directory: string): string {
  return join(directory, 'tree');
}

export async function writeMarker(directory: string, marker: CloneMarker): Promise<void> {
  await writeFile(join(directory, fileName), `${JSON.stringify(marker, null, 2)}\n`);
}

/** The marker of a clone, or null when the directory is not a clone of ours. */
export async function readMarker(directory: string): Promise<CloneMarker | null> {
  const opened = await openUntrusted(directory);
  if (!opened) return null;
  try {
    const text = await readUntrustedFile(opened, fileName, limits.markerBytesMax);
    return text && parseMarker(text.toString('utf8'));
  } finally {
    await opened.handle.close();
  }
}

export async function requireMarker(directory: string): Promise<CloneMarker> {
  const marker = await readMarker(directory);
  if (marker) return marker;
  throw new MosaicError('precondition_failed', `${directory} is not a clone made by MosAIc.`);
}

function parseMarker(text: string): CloneMarker | null {
  let value: Partial<Record<keyof CloneMarker, unknown>>;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { version, id, branch, commit, packs } = value ?? {};
  const isValid =
    version === 1 &&
    typeof id === 'string' &&
    typeof branch === 'string' &&
    typeof commit === 'string' &&
    isCommitId(commit) &&
    Array.isArray(packs) &&
    packs.every((pack) => typeof pack === 'string');
  return isValid ? { version, id, branch, commit, packs } : null;
}
