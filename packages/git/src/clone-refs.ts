import { limits } from './limits.ts';
import { type CommitId, isCommitId, isRefName } from './names.ts';
import {
  enterUntrusted,
  readUntrustedFile,
  type UntrustedDirectory,
  untrustedNames,
} from './untrusted-directory.ts';

/** References of an untrusted repository, read as text: git is never run in it. */

/** The commit that `HEAD` or a full reference name stands for, or null. */
export async function readCloneRef(
  gitDir: UntrustedDirectory,
  ref: string,
): Promise<CommitId | null> {
  let name = ref;
  for (let step = 0; step < 5; step += 1) {
    if (name !== 'HEAD' && !isRefName(name)) return null;
    const text = (await readLoose(gitDir, name)) ?? (await readPacked(gitDir)).get(name) ?? null;
    if (text === null || isCommitId(text)) return text;
    if (!text.startsWith('ref: ')) return null;
    name = text.slice('ref: '.length).trim();
  }
  return null;
}

/**
 * Every id a reference of the repository stands for, with HEAD; null when they can't be read
 * completely, so that the caller knows that something may be missing.
 */
export async function listCloneRefs(gitDir: UntrustedDirectory): Promise<CommitId[] | null> {
  const found = new Set<CommitId>((await readPacked(gitDir)).values());
  const head = await readLoose(gitDir, 'HEAD');
  if (head === null) return null;
  if (isCommitId(head)) found.add(head);
  const refs = await enterUntrusted(gitDir, 'refs');
  if (!refs) return null;
  try {
    return (await collect(refs, 0, found)) ? [...found] : null;
  } finally {
    await refs.handle.close();
  }
}

async function collect(
  directory: UntrustedDirectory,
  depth: number,
  found: Set<CommitId>,
): Promise<boolean> {
  for (const name of await untrustedNames(directory)) {
    const below = await enterUntrusted(directory, name);
    if (below) {
      try {
        if (depth >= limits.refDepthMax || !(await collect(below, depth + 1, found))) return false;
      } finally {
        await below.handle.close();
      }
      continue;
    }
    // A git that was killed leaves locks behind, often empty; no reference may have such a name.
    if (name.endsWith('.lock')) continue;
    const text = await readUntrustedFile(directory, name, limits.refFileBytesMax);
    const value = text?.toString('utf8').trim();
    if (value === undefined || found.size >= limits.refsMax) return false;
    if (isCommitId(value)) found.add(value);
    else if (!value.startsWith('ref: ')) return false;
  }
  return true;
}

async function readLoose(gitDir: UntrustedDirectory, ref: string): Promise<string | null> {
  const parts = ref.split('/');
  const name = parts.pop() ?? '';
  const opened: UntrustedDirectory[] = [];
  let directory = gitDir;
  try {
    for (const part of parts) {
      const next = await enterUntrusted(directory, part);
      if (!next) return null;
      opened.push(next);
      directory = next;
    }
    const text = await readUntrustedFile(directory, name, limits.refFileBytesMax);
    return text?.toString('utf8').trim() ?? null;
  } finally {
    for (const { handle } of opened) await handle.close();
  }
}

/** `packed-refs`: lines of id and name; comments start with `#`, peeled tags with `^`. */
async function readPacked(gitDir: UntrustedDirectory): Promise<Map<string, CommitId>> {
  const text = await readUntrustedFile(gitDir, 'packed-refs', limits.packedRefsBytesMax);
  const refs = new Map<string, CommitId>();
  for (const line of text?.toString('utf8').split('\n') ?? []) {
    const space = line.indexOf(' ');
    const id = line.slice(0, space);
    const name = line.slice(space + 1).trim();
    if (space > 0 && isCommitId(id) && isRefName(name)) refs.set(name, id);
  }
  return refs;
}
