import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuditEntry,
  type ChainedEntry,
  chainHash,
  createChainVerifier,
  genesisHash,
} from './chain.ts';

const anyEntry: fc.Arbitrary<AuditEntry> = fc.record({
  at: fc.integer({ min: 0, max: 2 ** 42 }),
  principal: fc.string({ maxLength: 10 }),
  surface: fc.string({ maxLength: 5 }),
  operation: fc.string({ maxLength: 10 }),
  target: fc.option(fc.string({ maxLength: 10 })),
  outcome: fc.constantFrom('ok', 'forbidden'),
  inputSha256: fc.constantFrom('a'.repeat(64), 'b'.repeat(64)),
});
const anyChain = fc.array(anyEntry, { minLength: 2, maxLength: 20 }).map(chain);

function chain(entries: readonly AuditEntry[]): ChainedEntry[] {
  const records: ChainedEntry[] = [];
  for (const entry of entries) {
    const seq = records.length + 1;
    const previousHash = records.at(-1)?.hash ?? genesisHash;
    records.push({ ...entry, seq, previousHash, hash: chainHash(seq, entry, previousHash) });
  }
  return records;
}

function verify(records: readonly ChainedEntry[], expectedHead?: string) {
  const verifier = createChainVerifier();
  for (const record of records) verifier.add(record);
  return verifier.verdict(
    expectedHead,
    records.some(({ hash }) => hash === expectedHead),
  );
}

const place = (records: readonly unknown[], pick: number) => pick % records.length;

describe('the chain', () => {
  it('is intact when nobody touched it, and names its head', () => {
    fc.assert(
      fc.property(anyChain, (records) => {
        expect(verify(records, records.at(-1)?.hash)).toEqual({
          isIntact: true,
          records: records.length,
          headHash: records.at(-1)?.hash,
          firstBadSeq: null,
          problem: null,
        });
      }),
    );
  });

  it('shows the first record of which anything was changed', () => {
    const change = fc.constantFrom<keyof ChainedEntry>(
      ...(['at', 'principal', 'surface', 'operation', 'target', 'outcome'] as const),
      ...(['inputSha256', 'previousHash', 'hash'] as const),
    );
    fc.assert(
      fc.property(anyChain, fc.nat(), change, (records, pick, field) => {
        const at = place(records, pick);
        const changed = records.map((record, index) =>
          index === at
            ? { ...record, [field]: field === 'at' ? record.at + 1 : `${record[field]}x` }
            : record,
        );
        expect(verify(changed)).toMatchObject({ isIntact: false, firstBadSeq: at + 1 });
      }),
    );
  });

  it('shows a change also when the record was hashed anew', () => {
    fc.assert(
      fc.property(anyChain, fc.nat(), (records, pick) => {
        const at = pick % (records.length - 1);
        const changed = records.map((record, index) => {
          if (index !== at) return record;
          const { seq, hash: _, previousHash, ...entry } = { ...record, principal: 'nobody else' };
          return { ...entry, seq, previousHash, hash: chainHash(seq, entry, previousHash) };
        });
        expect(verify(changed)).toMatchObject({ isIntact: false, firstBadSeq: at + 2 });
      }),
    );
  });

  it('shows where a record was removed', () => {
    fc.assert(
      fc.property(anyChain, fc.nat(), (records, pick) => {
        const at = pick % (records.length - 1);
        expect(verify(records.toSpliced(at, 1))).toMatchObject({
          isIntact: false,
          firstBadSeq: at + 1,
        });
      }),
    );
  });

  it('shows where records were exchanged, numbers and all or without them', () => {
    fc.assert(
      fc.property(anyChain, fc.nat(), fc.nat(), fc.boolean(), (records, one, two, keepsNumbers) => {
        const [a, b] = [place(records, one), place(records, two)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        fc.pre(a !== b);
        const swapped = records.with(a, records[b]!).with(b, records[a]!);
        const shown = keepsNumbers
          ? swapped
          : swapped.map((record, index) => ({ ...record, seq: index + 1 }));
        expect(verify(shown)).toMatchObject({ isIntact: false, firstBadSeq: a + 1 });
      }),
    );
  });

  it('shows that its end was cut off, to who kept the head', () => {
    fc.assert(
      fc.property(anyChain, fc.nat(), (records, pick) => {
        const length = place(records, pick);
        const cut = records.slice(0, length);
        expect(verify(cut, records.at(-1)?.hash)).toMatchObject({
          isIntact: false,
          firstBadSeq: length + 1,
        });
        expect(verify(cut).isIntact).toBe(true);
      }),
    );
  });
});
