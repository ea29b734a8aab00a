import { MosaicError } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import type { Migration } from '../../store/migrate.ts';
import type { Writer } from '../../store/store.ts';

interface AnswerTables {
  idempotent_answer: {
    principal: string;
    operation: string;
    key: string;
    input_sha256: string;
    output: string;
    at: number;
  };
}

/** How long a repeat still finds its answer, in milliseconds. */
const keptMs = 24 * 3_600_000;

export const idempotencyMigrations: readonly Migration[] = [
  {
    name: '0003-idempotency',
    async up(database) {
      await database.schema
        .createTable('idempotent_answer')
        .addColumn('principal', 'text', (column) => column.notNull())
        .addColumn('operation', 'text', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('input_sha256', 'text', (column) => column.notNull())
        .addColumn('output', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('idempotent_answer_pk', ['principal', 'operation', 'key'])
        .execute();
    },
  },
  {
    // Forgetting old answers happens with every new one: it must not read them all.
    name: '0004-idempotency-age',
    async up(database) {
      await database.schema
        .createIndex('idempotent_answer_age')
        .on('idempotent_answer')
        .column('at')
        .execute();
    },
  },
];

/** The answer given to this key before; a different input under the same key is refused. */
export async function findAnswer(
  store: Writer,
  principal: string,
  operation: string,
  key: string,
  inputSha256: string,
): Promise<{ output: unknown } | null> {
  const answers: Kysely<AnswerTables> = store;
  const row = await answers
    .selectFrom('idempotent_answer')
    .select(['input_sha256', 'output'])
    .where('principal', '=', principal)
    .where('operation', '=', operation)
    .where('key', '=', key)
    .executeTakeFirst();
  if (!row) return null;
  if (row.input_sha256 !== inputSha256) {
    throw new MosaicError(
      'idempotency_mismatch',
      `The idempotency key was used before with another input. Use a new key for a new call.`,
      { details: { operation } },
    );
  }
  return { output: JSON.parse(row.output) };
}

/** Keeps the answer in the transaction that produced it, and forgets what is too old. */
export async function keepAnswer(
  store: Writer,
  principal: string,
  operation: string,
  key: string,
  inputSha256: string,
  output: unknown,
  at: number,
): Promise<void> {
  const answers: Kysely<AnswerTables> = store;
  await answers
    .deleteFrom('idempotent_answer')
    .where('at', '<', at - keptMs)
    .execute();
  await answers
    .insertInto('idempotent_answer')
    .values({
      principal,
      operation,
      key,
      input_sha256: inputSha256,
      output: JSON.stringify(output),
      at,
    })
    .execute();
}
