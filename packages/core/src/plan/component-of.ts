import type { Finding } from '@mosaic/contract';

/** Folders whose children are workspaces. */
const workspaceFolders = new Set([
  'apps',
  'packages',
  'plugins',
  'services',
  'libs',
  'modules',
  'tools',
  'crates',
]);

/** The word for "not in any one workspace". */
const rootComponent = 'root';

/**
 * Names the workspace a finding belongs to: the one of its first file, or for a finding
 * without files the middle of its id (`SEC-API-1` → `api`).
 */
export function componentOf(finding: Finding): string {
  const first = finding.files[0];
  if (first !== undefined) return workspaceOf(first.path)?.name ?? rootComponent;
  const middle = finding.id.split('-').slice(1, -1).join('-').toLowerCase();
  return middle === '' ? rootComponent : middle;
}

/** The workspace a path lies in: `apps/api/src/a.ts` → `api` at `apps/api`; null outside of all. */
export function workspaceOf(path: string): { name: string; folder: string } | null {
  const [folder = '', name = '', ...rest] = path.split('/');
  if (!workspaceFolders.has(folder) || rest.length === 0) return null;
  return { name, folder: `${folder}/${name}` };
}
