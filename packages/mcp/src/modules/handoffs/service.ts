import { timingSafeEqual } from 'node:crypto';
import { type Handoff, MosaicError, operations } from '@mosaic/contract';
import type { Generated, Kysely, Selectable } from 'kysely';
import type { Module } from '../../module.ts';
import { toInstant } from '../../pipeline/clock.ts';
import { cutPage, decodeCursor } from '../../pipeline/cursor.ts';
import { type CommandContext, command, type QueryContext, query } from '../../pipeline/handler.ts';
import type { Migration } from '../../store/migrate.ts';
import { sequenceColumn } from '../../store/sequence-column.ts';
import { storableText } from '../../store/storable-text.ts';
import { tenantMigration } from '../../store/tenant-migration.ts';

interface HandoffRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  mission_id: string;
  task_id: string | null;
  run_id: string | null;
  kind: Handoff['kind'];
  context_percent: number | null;
  reason: string;
  state_hash: string;
  kickstart: string;
  /** JSON; null for handoffs that came without. */
  context: string | null;
  acknowledged_at: number | null;
  created_at: number;
}

type HandoffReader = Kysely<{ handoff: HandoffRow }>;

const handoffMigrations: readonly Migration[] = [
  {
    name: '0014-handoffs',
    async up(database, dialect) {
      await database.schema
        .createTable('handoff')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('mission_id', 'text', (column) => column.notNull())
        .addColumn('task_id', 'text')
        .addColumn('run_id', 'text')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('context_percent', 'real')
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('state_hash', 'text', (column) => column.notNull())
        .addColumn('kickstart', 'text', (column) => column.notNull())
        .addColumn('acknowledged_at', 'bigint')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  tenantMigration('0104-handoff-tenant', 'handoff'),
  {
    name: '0231-handoff-context',
    async up(database) {
      await database.schema.alterTable('handoff').addColumn('context', 'text').execute();
    },
  },
];

/** Handoffs to a fresh agent; it may act only after echoing the state hash. */
export const handoffsModule: Module = {
  name: 'handoffs',
  migrations: handoffMigrations,
  handlers: [
    command(operations.addHandoff, async (context, { runId, fencingToken, ...pack }) => {
      const run = await context.call(operations.checkRun, { runId, fencingToken });
      return insertHandoff(context, {
        ...pack,
        kind: 'worker',
        missionId: run.missionId,
        taskId: run.taskId,
        runId,
      });
    }),

    command(operations.recordHandoff, (context, { missionId, ...pack }) =>
      insertHandoff(context, {
        ...pack,
        kind: 'orchestrator',
        contextPercent: null,
        missionId,
        taskId: null,
        runId: null,
      }),
    ),

    command(operations.acknowledgeHandoff, async (context, { handoffId, stateHash }) => {
      const store: HandoffReader = context.store;
      const row = await findHandoff(context, handoffId);
      if (!isSameHash(row.state_hash, stateHash)) {
        throw new MosaicError(
          'precondition_failed',
          'The echoed state hash is not the one of this handoff. Read the state again before acting.',
          { details: { handoffId } },
        );
      }
      if (row.acknowledged_at !== null) return toHandoff(row);
      await store
        .updateTable('handoff')
        .set({ acknowledged_at: context.clock.now() })
        .where('id', '=', handoffId)
        .execute();
      context.emit({ ...subject(row), type: 'handoff.acknowledged', data: { handoffId } });
      return toHandoff(await findHandoff(context, handoffId));
    }),

    query(operations.showHandoff, async (context, { handoffId }) =>
      toHandoff(await findHandoff(context, handoffId)),
    ),

    query(operations.listHandoffs, async (context, { missionId, limit, cursor }) => {
      const store: HandoffReader = context.store;
      let select = store
        .selectFrom('handoff')
        .selectAll()
        .where('tenant', '=', context.principal.tenant);
      if (missionId) select = select.where('mission_id', '=', missionId);
      const before = decodeCursor(cursor);
      if (before !== null) select = select.where('position', '<', before);
      const rows = await select
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
      return cutPage(rows, limit, (row) => row.position, toHandoff);
    }),
  ],
};

type NewHandoff = Omit<Handoff, 'id' | 'acknowledgedAt' | 'createdAt'>;

async function insertHandoff(context: CommandContext, handoff: NewHandoff): Promise<Handoff> {
  const store: HandoffReader = context.store;
  const id = context.clock.newId('handoff');
  await store
    .insertInto('handoff')
    .values({
      id,
      tenant: context.principal.tenant,
      mission_id: handoff.missionId,
      task_id: handoff.taskId,
      run_id: handoff.runId,
      kind: handoff.kind,
      context_percent: handoff.contextPercent,
      reason: storableText(handoff.reason),
      state_hash: handoff.stateHash,
      kickstart: storableText(handoff.kickstart),
      context: handoff.context === null ? null : JSON.stringify(handoff.context),
      created_at: context.clock.now(),
    })
    .execute();
  const row = await findHandoff(context, id);
  context.emit({ ...subject(row), type: 'handoff.added', data: { handoffId: id, kind: row.kind } });
  return toHandoff(row);
}

async function findHandoff(
  context: Pick<QueryContext, 'store' | 'principal'>,
  id: string,
): Promise<Selectable<HandoffRow>> {
  const store: HandoffReader = context.store;
  const row = await store
    .selectFrom('handoff')
    .selectAll()
    .where('id', '=', id)
    .where('tenant', '=', context.principal.tenant)
    .executeTakeFirst();
  if (!row) throw new MosaicError('not_found', `There is no handoff ${id}.`);
  return row;
}

function isSameHash(known: string, given: string): boolean {
  const [a, b] = [Buffer.from(known), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function subject(row: Selectable<HandoffRow>) {
  return { missionId: row.mission_id, taskId: row.task_id, runId: row.run_id };
}

function toHandoff(row: Selectable<HandoffRow>): Handoff {
  return {
    id: row.id,
    missionId: row.mission_id,
    taskId: row.task_id,
    runId: row.run_id,
    kind: row.kind,
    contextPercent: row.context_percent,
    reason: row.reason,
    stateHash: row.state_hash,
    kickstart: row.kickstart,
    context: row.context === null ? null : JSON.parse(row.context),
    acknowledgedAt: row.acknowledged_at === null ? null : toInstant(Number(row.acknowledged_at)),
    createdAt: toInstant(Number(row.created_at)),
  };
}
