import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DetectedSettings } from '@mosaic/core';
import { detectGates } from '@mosaic/dev';
import { listFiles, type RepositoryFacts, readFile } from '@mosaic/git';

/** Reads off a repository, as committed, how its work is checked and what its checkouts need. */
export async function detectSettings(repository: RepositoryFacts): Promise<DetectedSettings> {
  const place = { directory: repository.gitDir };
  const files = await listFiles(place, repository.headCommit);
  const manifest = await readFile(place, repository.headCommit, 'package.json');
  const hasModules = existsSync(join(repository.root, 'node_modules'));
  const isTracked = files.some((path) => path.startsWith('node_modules/'));
  const makefile = await readFile(place, repository.headCommit, 'Makefile');
  const rootFiles = files.filter((path) => !path.includes('/'));
  return {
    gates: [...detectGates(manifest, rootFiles, makefile ?? undefined)],
    // Installed dependencies are lent rather than installed again for every run.
    lentPaths: hasModules && !isTracked && !repository.isBare ? ['node_modules'] : [],
  };
}
