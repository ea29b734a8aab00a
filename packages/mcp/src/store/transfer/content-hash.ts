import { createHash } from 'node:crypto';
import type { RawRow, RawValue, TableShape } from './raw-store.ts';

/** What a table holds, reduced to what two stores can compare. */
export interface TableContent {
  readonly rows: number;
  /** 64 hexadecimal digits, the same whatever the order of the rows. */
  readonly hash: string;
}

/**
 * Hashes rows one by one and adds the hashes up, so that the order doesn't matter but doubled
 * rows do. It proves that nothing was lost or changed on the way; it is no signature.
 */
export function createContentHash({ columns }: Pick<TableShape, 'columns'>) {
  const sum = new Uint32Array(8);
  let rows = 0;
  return {
    add(row: RawRow): void {
      rows += 1;
      const text = columns.map((column) => encoded(row[column] ?? null)).join('');
      const digest = createHash('sha256').update(text).digest();
      let carry = 0;
      for (let limb = 0; limb < 8; limb += 1) {
        const added = (sum[limb] ?? 0) + digest.readUInt32LE(limb * 4) + carry;
        sum[limb] = added;
        carry = added > 0xffff_ffff ? 1 : 0;
      }
    },
    content: (): TableContent => ({ rows, hash: Buffer.from(sum.buffer).toString('hex') }),
  };
}

/** A value with its type and length, so that no two rows look alike. */
function encoded(value: RawValue): string {
  if (value === null) return 'n;';
  if (typeof value === 'number') return `i${value};`;
  if (typeof value === 'string') return `t${value.length}:${value};`;
  return `b${Buffer.from(value).toString('hex')};`;
}
