import { join } from 'node:path';
import type { RunnerDirectories } from '@mosaic/runner';

/** Where an installation keeps what; all of it below its home. */
export interface HomeDirectories extends RunnerDirectories {
  /** The built-in sample repository. */
  sample: string;
}

/** The vaults may lie elsewhere, on a volume that several nodes share. */
export function homeDirectories(home: string, vaults = join(home, 'vaults')): HomeDirectories {
  return {
    vaults,
    clones: join(home, 'clones'),
    checkouts: join(home, 'checkouts'),
    sockets: join(home, 'sockets'),
    sample: join(home, 'sample'),
  };
}
