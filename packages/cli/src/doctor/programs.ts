import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { detectSandbox } from '@mosaic/sandbox';
import { limits } from '../limits.ts';
import { type Check, fail, ok, warn } from './check.ts';

const run = promisify(execFile);

export const nodeCheck: Check = {
  id: 'node',
  run: async ({ nodeVersion }) =>
    Number.parseInt(nodeVersion, 10) >= 24
      ? ok(`Node ${nodeVersion}`)
      : fail(`Node ${nodeVersion} is too old: 24 is needed`, 'npm ci, which brings its own Node'),
};

export const gitCheck: Check = {
  id: 'git',
  run: async ({ env }) => {
    const fix = 'Install git 2.38 or newer';
    const told = await run('git', ['--version'], { env, timeout: limits.probeMsMax }).catch(
      () => null,
    );
    const [, major = '', minor = ''] = /(\d+)\.(\d+)/.exec(told?.stdout ?? '') ?? [];
    if (major === '') return fail('git was not found', fix);
    const isNewEnough = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 38);
    const version = `git ${major}.${minor}`;
    return isNewEnough ? ok(version) : fail(`${version} is too old: 2.38 is needed`, fix);
  },
};

export const sandboxCheck: Check = {
  id: 'sandbox',
  run: async ({ config }) => {
    const sandbox = await detectSandbox();
    if (sandbox.kind === 'bubblewrap') return ok(`bubblewrap ${sandbox.version}`);
    if (config.isUnsandboxed) {
      return warn(
        `No sandbox, as you decided: ${sandbox.reason}`,
        'Unset MOSAIC_UNSANDBOXED once there is one',
      );
    }
    return warn(
      `Only the sample runs here: ${sandbox.reason}`,
      'apt-get install bubblewrap, or start with --unsandboxed',
    );
  },
};

/** The first file of that name that can be run; null when there is none. */
export async function findProgram(
  name: string,
  folders: readonly string[],
): Promise<string | null> {
  const candidates = isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
  for (const path of candidates) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}

/** The folders of a search path. */
export function searchFolders(path: string | undefined): string[] {
  return (path ?? '').split(delimiter).filter((folder) => folder !== '');
}
