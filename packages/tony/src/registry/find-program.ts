import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Absolute path of a program on a search path; null when it is not there or not executable.
 * Nothing is run. Relative entries of the search path are passed over.
 */
export async function findProgram(program: string, searchPath: string): Promise<string | null> {
  if (program === '') return null;
  if (isAbsolute(program)) return (await isProgram(program)) ? program : null;
  if (program.includes('/')) return null;
  for (const directory of searchPath.split(delimiter)) {
    if (!isAbsolute(directory)) continue;
    const path = join(directory, program);
    if (await isProgram(path)) return path;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
