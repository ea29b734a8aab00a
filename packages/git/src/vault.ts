import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { runGit } from './run-git.ts';

/**
 * Our own bare repository of a project: objects from everywhere, references only from us.
 *
 * Nobody but this package writes to it, so its configuration can be trusted.
 */
export interface Vault {
  readonly directory: string;
}

export type ObjectFormat = 'sha1' | 'sha256';

const temporary = 'mosaic-tmp';

/**
 * Creates the vault, or opens the one that is there.
 *
 * `objectFormat` must be that of the user's repository (see `inspectRepository`).
 */
export async function createVault(
  directory: string,
  options: { readonly objectFormat?: ObjectFormat } = {},
): Promise<Vault> {
  const path = absolute(directory);
  const format = options.objectFormat ?? 'sha1';
  await mkdir(path, { recursive: true, mode: 0o700 });
  // `git init` on an existing repository changes nothing, also after a crash half-way.
  await runGit(['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, path], {
    cwd: path,
  });
  await mkdir(join(path, temporary), { recursive: true });
  return { directory: path };
}

/** Opens an existing vault; `not_found` when there is none. */
export async function openVault(directory: string): Promise<Vault> {
  const path = absolute(directory);
  const found = await access(join(path, 'objects')).then(
    () => runGit(['rev-parse', '--is-bare-repository'], { gitDir: path, okExits: [0, 128] }),
    () => null,
  );
  if (found?.stdout.trim() !== 'true') {
    throw new MosaicError('not_found', `There is no vault at ${path}. Add the project again.`);
  }
  return { directory: path };
}

/**
 * Removes what interrupted operations left behind.
 *
 * Call once at start, before anything else uses the vault.
 */
export async function sweepVault(vault: Vault): Promise<void> {
  await rm(join(vault.directory, temporary), { recursive: true, force: true });
}

/**
 * Joins loose objects into one pack. Loses nothing: unreachable objects stay as they are.
 *
 * Worth calling now and then, such as when a mission ends.
 */
export async function packVault(vault: Vault): Promise<void> {
  await runGit(['repack', '-d', '-l', '-q'], { gitDir: vault.directory });
}

/** Runs `work` with a fresh private directory inside the vault, which is removed afterwards. */
export async function withTemporary<Result>(
  vault: Vault,
  work: (directory: string) => Promise<Result>,
): Promise<Result> {
  const parent = join(vault.directory, temporary);
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, 'work-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export async function objectFormat(gitDir: string): Promise<ObjectFormat> {
  const { stdout } = await runGit(['rev-parse', '--show-object-format'], { gitDir });
  return stdout.trim() === 'sha256' ? 'sha256' : 'sha1';
}
