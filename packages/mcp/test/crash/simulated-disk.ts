import type { JournalRecord } from './read-journal.ts';

/** A change that no successful sync has made durable yet. */
export type Pending =
  | { readonly offset: number; readonly data: Buffer; isLost: boolean }
  | { readonly size: number; isLost: boolean };

export interface DiskFile {
  /** What certainly survives. */
  durable: Buffer;
  pending: Pending[];
}

type NameChange = { readonly name: string; readonly object: number | null };

/**
 * The least a disk may promise: what a successful sync followed is there, of everything else
 * any part may be, in any order. Names of files are durable once their directory was synced,
 * and change in order.
 *
 * Data whose sync failed may be lost for good: a later sync that succeeds says nothing of it,
 * since the system has forgotten that it was never written.
 */
export interface SimulatedDisk {
  readonly files: ReadonlyMap<number, DiskFile>;
  readonly names: ReadonlyMap<string, number>;
  readonly nameChanges: readonly NameChange[];
  apply(record: JournalRecord): void;
}

export function createSimulatedDisk(): SimulatedDisk {
  const files = new Map<number, DiskFile>();
  const names = new Map<string, number>();
  const nameChanges: NameChange[] = [];
  const file = (object: number): DiskFile => {
    const known = files.get(object) ?? { durable: Buffer.alloc(0), pending: [] };
    files.set(object, known);
    return known;
  };
  return {
    files,
    names,
    nameChanges,
    apply(record) {
      switch (record.kind) {
        case 'create':
          file(record.object);
          nameChanges.push({ name: record.name, object: record.object });
          break;
        case 'unlink':
          nameChanges.push({ name: record.name, object: null });
          break;
        case 'write':
          file(record.object).pending.push({
            offset: record.offset,
            data: record.data,
            isLost: false,
          });
          break;
        case 'truncate':
          file(record.object).pending.push({ size: record.size, isLost: false });
          break;
        case 'sync':
          sync(file(record.object), record.failed);
          break;
        case 'sync-directory':
          if (!record.failed) applyNames(names, nameChanges.splice(0));
          break;
        case 'said':
          break;
      }
    },
  };
}

/** Applies changes of names, oldest first. */
export function applyNames(names: Map<string, number>, changes: readonly NameChange[]): void {
  for (const { name, object } of changes) {
    if (object === null) names.delete(name);
    else names.set(name, object);
  }
}

/** A copy of the content after these changes, in their order. */
export function withChanges(content: Buffer, changes: readonly Pending[]): Buffer {
  const ends = changes.map((it) => ('size' in it ? it.size : it.offset + it.data.length));
  const grown = Buffer.alloc(Math.max(content.length, ...ends));
  content.copy(grown);
  let length = content.length;
  for (const change of changes) {
    if ('size' in change) {
      if (change.size < length) grown.fill(0, change.size, length);
      length = change.size;
    } else {
      change.data.copy(grown, change.offset);
      length = Math.max(length, change.offset + change.data.length);
    }
  }
  return grown.subarray(0, length);
}

function sync(file: DiskFile, failed: boolean): void {
  if (failed) {
    // Sizes are kept by the journal of the file system, which does not forget.
    for (const change of file.pending) if ('data' in change) change.isLost = true;
    return;
  }
  const synced = file.pending.filter((change) => !change.isLost);
  if (synced.length > 0) file.durable = withChanges(file.durable, synced);
  const left: Pending[] = [];
  for (const change of file.pending) {
    // What is written again, or cut off, is no longer in doubt.
    if (change.isLost) left.push(change);
    else if ('size' in change) cutOut(left, change.size, Number.POSITIVE_INFINITY);
    else cutOut(left, change.offset, change.offset + change.data.length);
  }
  file.pending = left;
}

/** Takes the range out of changes that are in doubt. */
function cutOut(changes: Pending[], from: number, to: number): void {
  const rest = changes.flatMap((change): Pending[] => {
    if (!('data' in change)) return [change];
    const end = change.offset + change.data.length;
    if (end <= from || change.offset >= to) return [change];
    const before = change.data.subarray(0, Math.max(0, from - change.offset));
    const after = change.data.subarray(Math.min(change.data.length, to - change.offset));
    return [
      { offset: change.offset, data: before, isLost: true },
      { offset: end - after.length, data: after, isLost: true },
    ].filter(({ data }) => data.length > 0);
  });
  changes.splice(0, changes.length, ...rest);
}
