import { sql } from 'kysely';
import type { Migration } from '../../store/migrate.ts';
import { sequenceColumn } from '../../store/sequence-column.ts';
import { scheduleOffered } from './schedule-offered.ts';

export const taskMigrations: readonly Migration[] = [
  {
    name: '0010-tasks',
    async up(database, dialect) {
      await database.schema
        .createTable('task')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('mission_id', 'text', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('spec', 'text', (column) => column.notNull())
        .addColumn('brief', 'text')
        .addColumn('offered_step', 'text')
        .addColumn('offered_runtime', 'text')
        .addColumn('offers', 'text', (column) => column.notNull())
        .addColumn('fencing_token', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('lease_agent_id', 'text')
        .addColumn('lease_run_id', 'text')
        .addColumn('lease_expires_at', 'bigint')
        .addColumn('is_stop_requested', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('agent_name', 'text')
        .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('used_tokens', 'bigint')
        .addColumn('commit_id', 'text')
        .addColumn('category', 'text')
        .addColumn('deferral', 'text')
        .addColumn('last_error', 'text')
        .addColumn('started_at', 'bigint')
        .addColumn('completed_at', 'bigint')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addUniqueConstraint('task_key_of_mission', ['mission_id', 'key'])
        .execute();
      await database.schema
        .createTable('task_dependency')
        .addColumn('task_id', 'text', (column) => column.notNull())
        .addColumn('depends_on', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('task_dependency_pk', ['task_id', 'depends_on'])
        .execute();
      // The claim reads this index only: it holds offered tasks and nothing else.
      await database.schema
        .createIndex('task_offered')
        .on('task')
        .columns(['offered_step', 'position'])
        .where('offered_step', 'is not', null)
        .execute();
      await database.schema
        .createIndex('task_leased')
        .on('task')
        .column('lease_expires_at')
        .where('lease_expires_at', 'is not', null)
        .execute();
    },
  },
  {
    name: '0120-scheduler',
    async up(database) {
      const alter = database.schema.alterTable('task');
      await alter.addColumn('tenant', 'text', (c) => c.notNull().defaultTo('local')).execute();
      await alter.addColumn('lane', 'text', (c) => c.notNull().defaultTo('')).execute();
      await alter.addColumn('place', 'integer', (c) => c.notNull().defaultTo(0)).execute();
      await alter.addColumn('rank', 'bigint', (c) => c.notNull().defaultTo(0)).execute();
      await alter.addColumn('deps_left', 'integer', (c) => c.notNull().defaultTo(0)).execute();
      await alter.addColumn('deps_total', 'integer', (c) => c.notNull().defaultTo(0)).execute();
      await alter.addColumn('available_at', 'bigint', (c) => c.notNull().defaultTo(0)).execute();
      await alter.addColumn('priority', 'integer', (c) => c.notNull().defaultTo(0)).execute();
      await alter.addColumn('attempts_max', 'integer', (c) => c.notNull().defaultTo(1)).execute();
      await alter
        .addColumn('back_off_first_ms', 'bigint', (c) => c.notNull().defaultTo(0))
        .execute();
      await alter.addColumn('back_off_max_ms', 'bigint', (c) => c.notNull().defaultTo(0)).execute();
      await alter.addColumn('lease_ms', 'bigint').execute();
      await alter.addColumn('lease_session', 'text').execute();
      await alter.addColumn('leased_at', 'bigint').execute();
      await alter.addColumn('requirement', 'text', (c) => c.notNull().defaultTo('')).execute();
      await alter.addColumn('schedule_id', 'text').execute();
      await alter.addColumn('job_key', 'text').execute();
      // Long values stand last: reading what is before them never touches their pages.
      await alter.addColumn('payload', 'text').execute();
      await alter.addColumn('result', 'text').execute();

      await database.schema.dropIndex('task_offered').execute();
      await createShareTables(database.schema);
      await createIndexes(database);
      await scheduleOffered(database);
    },
  },
  {
    name: '0205-skipped-tasks',
    async up(database) {
      await database.schema.alterTable('task').addColumn('skip_reason', 'text').execute();
    },
  },
];

type Schema = Parameters<Migration['up']>[0]['schema'];

/** Each hot index holds the rows of one place and nothing else. */
async function createIndexes(database: Parameters<Migration['up']>[0]): Promise<void> {
  for (const index of [
    'task_ready on task (lane, rank, position) where place = 3',
    'task_delayed on task (available_at) where place = 2',
    'task_held on task (lease_session) where place = 4',
    "task_of_mission on task (mission_id, position) where mission_id <> ''",
    `task_put_aside on task (tenant, status, position)
      where status = 'failed' or status = 'cancelled' or status = 'deferred'`,
    "task_finished on task (completed_at) where kind = 'job' and completed_at is not null",
    'task_needed_by on task_dependency (depends_on, task_id)',
    `task_share_project on task_share (tenant, virtual_time, project_id)
      where level = 1 and ready_count > 0`,
    `task_share_lane on task_share (tenant, project_id, requirement)
      where level = 2 and ready_count > 0`,
    `task_share_requirement on task_share (tenant, requirement)
      where level = 2 and ready_count > 0`,
  ]) {
    await sql`create index ${sql.raw(index)}`.execute(database);
  }
  await sql`create unique index task_job_key on task (tenant, job_key) where job_key is not null`.execute(
    database,
  );
}

async function createShareTables(schema: Schema): Promise<void> {
  await schema
    .createTable('task_requirement')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('task_requirement_pk', ['tenant', 'id'])
    .execute();
  await schema
    .createTable('task_share')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('level', 'integer', (column) => column.notNull())
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('requirement', 'text', (column) => column.notNull())
    .addColumn('ready_count', 'integer', (column) => column.notNull())
    .addColumn('running_count', 'integer', (column) => column.notNull())
    .addColumn('open_count', 'integer', (column) => column.notNull())
    .addColumn('running_max', 'integer')
    .addColumn('weight', 'double precision', (column) => column.notNull().defaultTo(1))
    .addColumn('virtual_time', 'bigint', (column) => column.notNull())
    .addColumn('floor', 'bigint', (column) => column.notNull())
    .execute();
}
