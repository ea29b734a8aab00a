/** Folders whose children are packages of their own. */
const workspaceFolders = new Set(['packages', 'apps', 'services', 'plugins', 'libs', 'modules']);
const sourceFolders = new Set(['src', 'lib', 'source', 'app']);

/**
 * The part of a repository a file belongs to, as a segment of a finding id: the
 * workspace in a monorepo, else the folder below `src`, else the top folder.
 *
 * Depends on the path alone, so it cannot change when other files do.
 */
export function areaOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const [first, second] = folders;
  if (first === undefined) return 'ROOT';
  if (second !== undefined && (workspaceFolders.has(first) || sourceFolders.has(first))) {
    return segment(second);
  }
  return segment(first);
}

function segment(folder: string): string {
  const letters = folder.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return letters.slice(0, 12) || 'ROOT';
}
