import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@mosaic/client';
import { operations, type Project } from '@mosaic/contract';

/** Where the sample is, below the home. */
export function samplePath(home: string): string {
  return join(home, 'sample');
}

/**
 * Creates the sample repository, unless it is there, and registers it.
 *
 * It appears under its name only when complete, so an interrupted start leaves nothing half.
 */
export async function addSampleProject(
  client: Client,
  home: string,
  nowMs: number,
): Promise<Project> {
  const { createSampleRepository, sampleGates } = await import('@mosaic/dev');
  const path = samplePath(home);
  if (!existsSync(path)) {
    const draft = `${path}.draft`;
    rmSync(draft, { recursive: true, force: true });
    await createSampleRepository({ directory: draft, atMs: nowMs });
    renameSync(draft, path);
  }
  return await client.call(operations.addProject, {
    path,
    name: 'sample',
    gates: [...sampleGates],
  });
}
