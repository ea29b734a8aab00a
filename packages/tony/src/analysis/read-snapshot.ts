import { posix } from 'node:path';
import { runGit } from '@mosaic/git';
import { analysisLimits as limits } from './analysis-limits.ts';
import { countLines, foreignReason, kindOf, looksGenerated } from './classify-path.ts';
import type { LocatedCommit } from './locate-commit.ts';

/** A file of one commit. */
export interface SnapshotFile {
  readonly path: string;
  readonly bytes: number;
  readonly lines: number;
  readonly text: string;
}

/** What is known of a commit's files, kept in memory; nothing is written to disk. */
export interface Snapshot {
  /** All paths of the commit's regular files that are ours to look at, in git's order. */
  readonly paths: readonly string[];
  /** Names of all files of the top folder, lock files too. */
  readonly rootNames: ReadonlySet<string>;
  /** Files whose text was read, by path. */
  readonly texts: ReadonlyMap<string, SnapshotFile>;
  /** What was not looked at, and why. */
  readonly notes: readonly string[];
}

interface TreeEntry {
  readonly path: string;
  readonly object: string;
  readonly bytes: number;
}

/**
 * Reads the names of all files and the texts of those that say something.
 *
 * Links and submodules are not followed; binary, vendored, generated and very large files are
 * counted in the notes. Contents are data: nothing is decoded beyond UTF-8 and nothing is run.
 */
export async function readSnapshot(
  located: LocatedCommit,
  { signal, isLate }: { signal: AbortSignal; isLate: () => boolean },
): Promise<Snapshot> {
  const notes: string[] = [];
  const { entries, rootNames } = await listEntries(located, notes);
  signal.throwIfAborted();
  const wanted = chooseTexts(entries, notes);
  const texts = new Map<string, SnapshotFile>();
  const skipped = new Map<string, string[]>();
  const skip = (why: string, path: string) => skipped.set(why, [...(skipped.get(why) ?? []), path]);
  for (const batch of inBatches(wanted)) {
    signal.throwIfAborted();
    if (isLate()) {
      notes.push(`Time ran out: ${wanted.length - texts.size} files were not read.`);
      break;
    }
    const contents = await readBlobs(located.gitDir, batch);
    for (const { path, bytes, object } of batch) {
      const content = contents.get(object);
      if (content === undefined) skip('missing from this clone', path);
      else if (content.subarray(0, 8_000).includes(0)) skip('binary', path);
      else {
        const text = content.toString('utf8');
        if (looksGenerated(text)) skip('generated', path);
        else texts.set(path, { path, bytes, lines: countLines(text), text });
      }
    }
  }
  for (const [why, paths] of skipped) notes.push(nameSome(paths, why));
  return { paths: entries.map(({ path }) => path), rootNames, texts, notes };
}

async function listEntries(
  located: LocatedCommit,
  notes: string[],
): Promise<{ entries: TreeEntry[]; rootNames: Set<string> }> {
  const { stdout } = await runGit(['ls-tree', '-r', '-l', '-z', '--full-tree', located.commit], {
    gitDir: located.gitDir,
    maxOutput: limits.treeBytesMax,
  });
  const entries: TreeEntry[] = [];
  const rootNames = new Set<string>();
  const foreign: Record<string, string[]> = {};
  const note = (why: string, path: string) => {
    foreign[why] = [...(foreign[why] ?? []).slice(0, 20_000), path];
  };
  let count = 0;
  for (const line of stdout.split('\0')) {
    if (line === '') continue;
    count += 1;
    if (count > limits.filesMax) break;
    const tab = line.indexOf('\t');
    const [mode = '', , object = '', bytes = '0'] = line.slice(0, tab).split(/ +/);
    const path = line.slice(tab + 1);
    if (!path.includes('/')) rootNames.add(path);
    const why = leftOutReason(path, mode);
    if (why === null) entries.push({ path, object, bytes: Number(bytes) || 0 });
    else note(why, path);
  }
  if (count > limits.filesMax) {
    notes.push(`Only the first ${limits.filesMax} files were looked at; there are more.`);
  }
  for (const [why, paths] of Object.entries(foreign)) notes.push(nameSome(paths, why));
  return { entries, rootNames };
}

function leftOutReason(path: string, mode: string): string | null {
  if (mode === '120000') return 'symbolic links, which are not followed';
  if (mode === '160000') return 'submodules, which are not entered';
  // Such names cannot be told to people or agents without harm.
  if (path.length > limits.pathCharsMax || /[\p{Cc}\\\ufffd]/u.test(path)) return 'oddly named';
  return foreignReason(path);
}

function chooseTexts(entries: readonly TreeEntry[], notes: string[]): TreeEntry[] {
  const told = entries.filter(({ path }) => kindOf(path) !== 'unknown' || isNamed(path));
  const large = told.filter(({ bytes }) => bytes > limits.textBytesMax);
  if (large.length > 0)
    notes.push(
      nameSome(
        large.map(({ path }) => path),
        'very large',
      ),
    );
  const fitting = told.filter(({ bytes }) => bytes <= limits.textBytesMax);
  const depth = (path: string) => path.split('/').length;
  const ordered = fitting.toSorted((a, b) => depth(a.path) - depth(b.path));
  let sum = 0;
  const chosen = ordered.slice(0, limits.textsMax).filter(({ bytes }) => {
    sum += bytes;
    return sum <= limits.textsBytesMax;
  });
  if (chosen.length < fitting.length) {
    notes.push(`Read ${chosen.length} of ${fitting.length} text files, the shallowest first.`);
  }
  return chosen;
}

/** Files without a telling ending that are read all the same. */
function isNamed(path: string): boolean {
  return /^(?:CODEOWNERS|Dockerfile|Containerfile)/.test(posix.basename(path));
}

function* inBatches(entries: readonly TreeEntry[]): Generator<TreeEntry[]> {
  let batch: TreeEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (batch.length > 0 && bytes + entry.bytes > limits.batchBytesMax) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.bytes;
  }
  if (batch.length > 0) yield batch;
}

async function readBlobs(
  gitDir: string,
  batch: readonly TreeEntry[],
): Promise<Map<string, Buffer>> {
  const objects = [...new Set(batch.map(({ object }) => object))];
  const { bytes } = await runGit(['cat-file', '--batch'], {
    gitDir,
    input: `${objects.join('\n')}\n`,
    maxOutput: 2 * limits.batchBytesMax + 200 * objects.length,
  });
  const contents = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at);
    if (end === -1) break;
    const [object = '', type, size] = bytes.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    const length = Number(size);
    contents.set(object, bytes.subarray(at, at + length));
    at += length + 1;
  }
  return contents;
}

function nameSome(paths: readonly string[], why: string): string {
  const named = paths
    .slice(0, limits.namedPathsMax)
    .map((path) => path.replace(/[\p{Cc}\ufffd]/gu, '?').slice(0, 120));
  const more = paths.length > named.length ? ', …' : '';
  return `Left out ${paths.length} ${paths.length === 1 ? 'file' : 'files'} (${why}): ${named.join(', ')}${more}`;
}
