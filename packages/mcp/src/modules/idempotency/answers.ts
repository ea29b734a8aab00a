import { MosaicError } from '@mosaic/contract';
import { localTenant } from '../../pipeline/principal.ts';
import type { Append, Appender } from '../../store/group-commit.ts';
import type { Migration } from '../../store/migrate.ts';
import { statement } from '../../store/statement.ts';
import type { Writer } from '../../store/store.ts';
import { tenantMigration } from '../../store/tenant-migration.ts';

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
  tenantMigration('0101-idempotency-tenant', 'idempotent_answer'),
];

/** Who asked what under which key. */
export interface Question {
  readonly tenant: string;
  readonly principal: string;
  readonly operation: string;
  readonly idempotencyKey: string;
}

const selectAnswer = statement<{ input_sha256: string; output: string }>(
  'find answer',
  'select input_sha256, output from idempotent_answer where principal = $1 and operation = $2 and key = $3',
);
const insertAnswer = statement(
  'keep answer',
  'insert into idempotent_answer (principal, operation, key, input_sha256, output, at, tenant) values ($1, $2, $3, $4, $5, $6, $7)',
);
const deleteAnswers = statement('forget answers', 'delete from idempotent_answer where at < $1');

/** Forgets what is too old, once for all that keep something together. */
const forgetting: Appender<number> = {
  async append(writer, times) {
    await deleteAnswers.all(writer, [Math.max(...times) - keptMs]);
  },
};

/** The answer given to this key before; a different input under the same key is refused. */
export async function findAnswer(
  store: Writer,
  question: Question,
  inputSha256: string,
): Promise<{ output: unknown } | null> {
  const [row] = await selectAnswer.all(store, keyOf(question));
  if (!row) return null;
  if (row.input_sha256 !== inputSha256) {
    throw new MosaicError(
      'idempotency_mismatch',
      `The idempotency key was used before with another input. Use a new key for a new call.`,
      { details: { operation: question.operation } },
    );
  }
  return { output: JSON.parse(row.output) };
}

/** Keeps the answer in the transaction that produced it. */
export async function keepAnswer(
  store: Writer,
  append: Append,
  question: Question,
  { inputSha256, output, at }: { inputSha256: string; output: unknown; at: number },
): Promise<void> {
  const answer = [inputSha256, JSON.stringify(output), at, question.tenant];
  await insertAnswer.all(store, [...keyOf(question), ...answer]);
  append(forgetting, [at]);
}

/** Two tenants may have callers of the same name. */
function keyOf({ tenant, principal, operation, idempotencyKey }: Question): string[] {
  const caller = tenant === localTenant ? principal : `${tenant}/${principal}`;
  return [caller, operation, idempotencyKey];
}
