import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import type { Workspace } from './workspace.ts';

/** Characters that have no business in the name of a file. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones looked for.
const odd = /[\u0000-\u001f\u007f\\]/;

/**
 * The place of a file of the workspace.
 *
 * @throws `invalid_input` for a path that leads out of the workspace
 * @throws `precondition_failed` where a link on the way could lead elsewhere
 */
export function placeOf(workspace: Workspace, path: string): string {
  const parts = path.split('/');
  const isUnsafe = odd.test(path) || parts.some((part) => ['', '.', '..'].includes(part));
  const place = resolve(workspace.root, path);
  if (isUnsafe || !place.startsWith(workspace.root + sep)) {
    throw new MosaicError(
      'invalid_input',
      `The file ${JSON.stringify(path)} would not be in ${workspace.name}: nothing was written.`,
    );
  }
  refuseLinks(workspace, place);
  return place;
}

/** Makes the folder of a place, one level at a time. */
export function makeFolder(workspace: Workspace, place: string): void {
  mkdirSync(dirname(place), { recursive: true });
  refuseLinks(workspace, place);
}

/** Refuses links anywhere from the base to the place: a clone may hold some that lead elsewhere. */
export function refuseLinks({ base }: Pick<Workspace, 'base'>, place: string): void {
  let path = base;
  for (const part of relative(base, place).split(sep)) {
    path = join(path, part);
    if (!isLink(path)) continue;
    throw new MosaicError(
      'precondition_failed',
      `${path} is a symbolic link. Remove it, or set TONY_PLANNING_WORKSPACE to another folder.`,
    );
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
