import { describeStore, type StoreDescription } from '@mosaic/mcp';
import { storeMigrations } from '@mosaic/stack';
import { exitCode } from '../exit-code.ts';
import { facts } from '../output/facts.ts';
import { bytesText, durationText } from '../output/quantities.ts';
import { table } from '../output/table.ts';
import type { Session } from '../session.ts';
import { storePlace } from './store-place.ts';

/** The store at a glance. Exit code 2 when the schema is not that of this version. */
export async function showStore(
  session: Session,
  flags: { readonly store?: string },
): Promise<number> {
  const description = await describeStore(storePlace(session, flags.store), storeMigrations());
  if (session.isJson) session.printJson(description);
  else print(session, description);
  const { schema, unfinishedFrom } = description;
  const isReady = schema.pending.length + schema.foreign.length === 0 && unfinishedFrom === null;
  return isReady ? exitCode.ok : exitCode.reservations;
}

function print({ terminal }: Session, description: StoreDescription): void {
  const { schema, heads, oldestTransactionMs } = description;
  const text = facts(
    [
      ['store', `${description.dialect}, ${description.place}`],
      ['size', `${bytesText(description.bytes)}, ${description.rows.toLocaleString('en')} rows`],
      ['schema', schemaText(schema)],
      ['last event', heads && String(heads.event)],
      ['audit head', heads && `${heads.audit.seq} ${heads.audit.hash}`],
      [
        'oldest transaction',
        oldestTransactionMs === null ? null : durationText(oldestTransactionMs),
      ],
      [
        'unfinished',
        description.unfinishedFrom === null
          ? null
          : `a transfer from ${description.unfinishedFrom} has not ended`,
        'red',
      ],
    ],
    terminal.view,
  );
  terminal.print(text);
  const filled = description.tables.filter(({ rows }) => rows > 0);
  if (filled.length === 0) return;
  const columns = [
    { title: 'TABLE', text: ({ name }: { name: string }) => name },
    {
      title: 'ROWS',
      text: ({ rows }: { rows: number }) => rows.toLocaleString('en'),
      isRight: true,
    },
  ];
  terminal.print(`\n${table(filled, columns, terminal.view)}`);
}

function schemaText({ applied, pending, foreign }: StoreDescription['schema']): string {
  if (foreign.length > 0) return `of a newer version (${foreign.join(', ')}): use that version`;
  if (pending.length === 0) return `up to date, ${applied} steps`;
  return `${applied} steps; to come: ${pending.join(', ')} (mosaic store migrate)`;
}
