import { MosaicError } from '@mosaic/contract';
import { sweepControlGroups } from './control-group.ts';
import { endFamily, processFamily } from './end-processes.ts';
import { findTraced } from './process-table.ts';

/**
 * Ends processes left behind by an earlier life of this program, and returns how many there were.
 *
 * Sandboxed processes die with their starter, even by `kill -9`; others don't. Call this at
 * start with the common beginning of the markers you use, before starting anything. A process
 * that has removed the marker from its environment is not found: one more reason for a sandbox.
 */
export async function sweepOrphans(marker: string): Promise<number> {
  if (marker.length < 4) {
    throw new MosaicError('invalid_input', 'A marker of at least 4 characters is needed.');
  }
  const found = findTraced({ marker, session: null });
  if (found.length > 0) await endFamily(processFamily(noProcess, marker));
  await sweepControlGroups();
  return found.length;
}

/** No process has this number, so the family consists of the marked ones. */
const noProcess = 2 ** 30;
