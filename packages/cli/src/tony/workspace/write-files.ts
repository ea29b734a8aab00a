import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { MosaicError } from '@mosaic/contract';
import { makeFolder, placeOf } from './safe-path.ts';
import type { Workspace } from './workspace.ts';

/** A file of the workspace, relative to it. */
export interface WorkspaceFile {
  readonly path: string;
  readonly text: string;
}

/** Files written at once. */
const filesMax = 1_000;

/**
 * Writes files below the workspace. All paths are looked at before the first is written, and each
 * file appears whole or not at all.
 */
export function writeFiles(workspace: Workspace, files: readonly WorkspaceFile[]): void {
  if (files.length > filesMax) {
    throw new MosaicError(
      'too_large',
      `There are ${files.length} files; ${filesMax} are the most.`,
    );
  }
  const placed = files.map(({ path, text }) => ({ place: placeOf(workspace, path), text }));
  for (const { place, text } of placed) {
    makeFolder(workspace, place);
    const draft = `${place}.${randomBytes(6).toString('hex')}.draft`;
    try {
      writeFileSync(draft, text, { flag: 'wx', flush: true });
      renameSync(draft, place);
    } catch (cause) {
      rmSync(draft, { force: true });
      throw new MosaicError(
        'precondition_failed',
        `${place} could not be written: ${String(cause)}`,
        {
          cause,
        },
      );
    }
  }
}
