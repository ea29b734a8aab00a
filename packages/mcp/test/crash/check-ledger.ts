import { operations } from '@mosaic/contract';
import { type Kysely, sql } from 'kysely';
import { verifyChain } from '../../src/modules/audit/verify-chain.ts';
import type { Store } from '../../src/store/store.ts';
import { writeLedger } from './ledger-module.ts';

interface LedgerTables {
  ledger_entry: { name: string; line_count: number };
  ledger_line: { name: string; number: number; text: string };
  event: { seq: number; type: string; data: string };
  audit: { seq: number; operation: string; target: string };
  idempotent_answer: { operation: string; key: string };
}

/** What the hub told about its commands. */
export interface Answers {
  /** Acknowledged: must be there from then on. */
  readonly stored: Set<string>;
  /** Refused with the word that nothing was stored: must never be there. */
  readonly refused: Set<string>;
  /** Refused because nobody knows: may be there. */
  readonly unknown: Set<string>;
  /** What was wrong, as `CODE MESSAGE`. */
  readonly complaints: Set<string>;
}

export function createAnswers(): Answers {
  return { stored: new Set(), refused: new Set(), unknown: new Set(), complaints: new Set() };
}

/** Adds what the hub said: `+ NAME` or `- NAME CODE OUTCOME MESSAGE`, a line each. */
export function readAnswers(answers: Answers, text: string): void {
  for (const line of text.split('\n')) {
    const [sign, name = '', code = '', outcome, ...message] = line.split(' ');
    if (sign === '+') answers.stored.add(name);
    if (sign !== '-') continue;
    answers[outcome === 'unknown' ? 'unknown' : 'refused'].add(name);
    answers.complaints.add(`${code} ${message.join(' ')}`);
  }
}

/** Complains when a store does not hold what was told. */
export function expectKept(names: ReadonlySet<string>, { stored, refused }: Answers): void {
  const lost = [...stored].filter((name) => !names.has(name));
  if (lost.length > 0) throw new Error(`Acknowledged but gone: ${lost}`);
  const undead = [...refused].filter((name) => names.has(name));
  if (undead.length > 0) throw new Error(`Stored although nothing was to be stored: ${undead}`);
}

/**
 * Reads all of the ledger and complains about whatever is not whole: each command left an entry
 * with all its lines, one event, one audit record and its answer, or nothing at all.
 *
 * @returns the names of the entries
 */
export async function checkLedger(store: Store): Promise<ReadonlySet<string>> {
  const reader: Kysely<LedgerTables> = store.reader;
  if (store.dialect === 'sqlite') {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(reader);
    if (rows[0]?.integrity_check !== 'ok') throw new Error(JSON.stringify(rows));
  }
  const entries = await reader.selectFrom('ledger_entry').selectAll().execute();
  const lines = await reader.selectFrom('ledger_line').selectAll().execute();
  const linesOf = Map.groupBy(lines, ({ name }) => name);
  for (const { name, line_count } of entries) {
    const own = linesOf.get(name) ?? [];
    if (own.length !== line_count || own.some(({ text }) => text.replaceAll(name, '') !== '')) {
      throw new Error(`Entry ${name} has ${own.length} of ${line_count} lines, or broken ones`);
    }
    linesOf.delete(name);
  }
  if (linesOf.size > 0) throw new Error(`Lines without entry: ${[...linesOf.keys()]}`);

  const events = await reader.selectFrom('event').selectAll().orderBy('seq').execute();
  events.forEach(({ seq }, index) => {
    if (Number(seq) !== index + 1) throw new Error(`Event ${index + 1} is missing, ${seq} follows`);
  });
  const told = events.map(({ data }) => String(JSON.parse(data).name));
  const audited = await reader.selectFrom('audit').select('target').execute();
  const answered = await reader
    .selectFrom('idempotent_answer')
    .select('key')
    .where('operation', '=', writeLedger.name)
    .execute();
  const names = entries.map(({ name }) => name);
  expectSame('events', told, names);
  expectSame(
    'audit records',
    audited.map(({ target }) => target),
    names,
  );
  expectSame(
    'answers',
    answered.map(({ key }) => key),
    names,
  );
  const verdict = await verifyChain(reader as never);
  if (!verdict.isIntact) throw new Error(`${operations.verifyAudit.name}: ${verdict.problem}`);
  return new Set(names);
}

function expectSame(what: string, found: readonly string[], names: readonly string[]): void {
  const [left, right] = [found, names].map((list) => JSON.stringify([...list].sort()));
  if (left !== right) throw new Error(`${what} and entries differ: ${left} and ${right}`);
}
