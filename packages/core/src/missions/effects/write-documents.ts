import { isMosaicError, MosaicError } from '@mosaic/contract';
import { commitFiles, listFiles, readFile, resolve, updateBranch } from '@mosaic/git';
import { type Effect, type EffectContext, engineAuthor, type IntentOf } from './effect.ts';
import { renderDocuments } from './render-documents.ts';

/**
 * Commits what the state says to the mission branch; nobody else writes these files.
 *
 * Rendering is a function of state and files, so a repeat after a crash finds nothing
 * left to change and makes no second commit.
 */
export const writeDocuments: Effect<IntentOf<'write_documents'>> = async (context, { version }) => {
  const files = branchFiles(context);
  const { changes, message } = await renderDocuments(context, files);
  const head = await commitToMission(context, files, changes, message);
  return [{ type: 'documents_written', version, head, at: context.clock.now() }];
};

/** Reads files of the mission branch as it stood at the first look; each file once. */
export interface BranchFiles {
  /** Commit that is read. */
  head(): Promise<string>;
  list(prefix: string): Promise<string[]>;
  read(path: string): Promise<string | null>;
}

export function branchFiles({ vaultDirectory, state }: EffectContext): BranchFiles {
  const vault = { directory: vaultDirectory };
  let found: Promise<string> | null = null;
  let paths: Promise<readonly string[]> | null = null;
  const texts = new Map<string, Promise<string | null>>();
  const head = () => {
    found ??= missionHead(vaultDirectory, state.settings.branch);
    return found;
  };
  const all = () => {
    paths ??= head().then((commit) => listFiles(vault, commit));
    return paths;
  };
  return {
    head,
    list: async (prefix) => (await all()).filter((path) => path.startsWith(prefix)),
    read: async (path) => {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const isThere = (await all()).includes(path);
      const text = isThere ? readFile(vault, await head(), path) : Promise.resolve(null);
      texts.set(path, text);
      return text;
    },
  };
}

/** Commits the changes that are changes; returns the head, also when nothing was to do. */
export async function commitToMission(
  { vaultDirectory, state, clock }: EffectContext,
  files: BranchFiles,
  changes: ReadonlyMap<string, string | null>,
  message: string,
): Promise<string> {
  const vault = { directory: vaultDirectory };
  const { branch } = state.settings;
  const parent = await files.head();
  const real = new Map<string, string | null>();
  for (const [path, text] of changes) {
    if ((await files.read(path)) !== text) real.set(path, text);
  }
  if (real.size === 0) return parent;
  const commit = await commitFiles(vault, {
    parent,
    changes: real,
    message,
    author: engineAuthor,
    atMs: clock.now(),
  });
  if (await updateBranch(vault, { branch, to: commit, expected: parent })) return commit;
  throw new Error(`${branch} was moved by somebody else; looking again`);
}

async function missionHead(directory: string, branch: string): Promise<string> {
  const head = await resolve({ directory }, `refs/heads/${branch}`);
  if (head !== null) return head;
  throw new MosaicError('internal', `The mission branch ${branch} is gone from ${directory}.`);
}

/** Reads JSON written by others; a broken file is replaced rather than blocking the mission. */
export async function readOr<T>(read: () => T, otherwise: () => T): Promise<T> {
  try {
    return read();
  } catch (error) {
    if (isMosaicError(error) && error.code === 'invalid_input') return otherwise();
    throw error;
  }
}
