/** What the shim saw, in the order in which it happened. */
export type JournalRecord =
  | { readonly kind: 'create'; readonly object: number; readonly name: string }
  | {
      readonly kind: 'write';
      readonly object: number;
      readonly offset: number;
      readonly data: Buffer;
    }
  | { readonly kind: 'truncate'; readonly object: number; readonly size: number }
  | { readonly kind: 'sync'; readonly object: number; readonly failed: boolean }
  | { readonly kind: 'unlink'; readonly name: string }
  | { readonly kind: 'sync-directory'; readonly failed: boolean }
  /** Standard output: what was acknowledged. */
  | { readonly kind: 'said'; readonly text: string };

/** Size of `struct record` in storage-shim.c. */
const headBytes = 32;

/** Reads the journal of the shim; a record its process did not finish is left out. */
export function readJournal(bytes: Buffer): JournalRecord[] {
  const records: JournalRecord[] = [];
  for (let at = 0; at + headBytes <= bytes.length; ) {
    const dataBytes = bytes.readUInt32LE(at + 24);
    const end = at + headBytes + dataBytes;
    if (end > bytes.length) break;
    records.push(
      readRecord(bytes.subarray(at, at + headBytes), bytes.subarray(at + headBytes, end)),
    );
    at = end;
  }
  return records;
}

function readRecord(head: Buffer, data: Buffer): JournalRecord {
  const kind = head.readUInt32LE(0);
  const object = head.readUInt32LE(4);
  const offset = Number(head.readBigUInt64LE(8));
  const failed = head.readInt32LE(28) !== 0;
  switch (kind) {
    case 1:
      return { kind: 'create', object, name: data.toString() };
    case 2:
      return { kind: 'write', object, offset, data };
    case 3:
      return { kind: 'truncate', object, size: offset };
    case 4:
      return { kind: 'sync', object, failed };
    case 5:
      return { kind: 'unlink', name: data.toString() };
    case 6:
      return { kind: 'sync-directory', failed };
    case 7:
      return { kind: 'said', text: data.toString() };
    default:
      throw new Error(`The journal has a record of unknown kind ${kind}`);
  }
}
