import type { AgentType } from '@mosaic/contract';
import type { Generated } from 'kysely';
import type { Migration } from '../../store/migrate.ts';
import { sequenceColumn } from '../../store/sequence-column.ts';

export interface AgentRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  name: string;
  type: AgentType;
  /** JSON, sorted. */
  capabilities: string;
  /** JSON. */
  labels: string;
  version: string;
  protocol: number;
  registered_at: number;
}

/** The life an agent is in. A row of its own, because every heartbeat writes it. */
export interface SessionRow {
  agent_id: string;
  tenant: string;
  /** Changes with every life. */
  id: string;
  epoch: number;
  /** Null once the session is over and its leases are ended. */
  expires_at: number | null;
  last_seen_at: number;
  is_draining: number;
  tasks_running: number;
  tasks_max: number;
}

export interface AgentTables {
  agent: AgentRow;
  agent_session: SessionRow;
  /** One row for each capability, so that a search need not read every agent. */
  agent_capability: { tenant: string; capability: string; agent_id: string };
}

export const agentMigrations: readonly Migration[] = [
  {
    name: '0013-agents',
    async up(database, dialect) {
      await database.schema
        .createTable('agent')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('capabilities', 'text', (column) => column.notNull())
        .addColumn('version', 'text', (column) => column.notNull())
        .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
        .addColumn('registered_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  {
    // Names become unique within a tenant, which SQLite can only do by a new table.
    name: '0121-agent-sessions',
    async up(database, dialect) {
      await database.schema
        .createTable('agent_next')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('capabilities', 'text', (column) => column.notNull())
        .addColumn('labels', 'text', (column) => column.notNull())
        .addColumn('version', 'text', (column) => column.notNull())
        .addColumn('protocol', 'integer', (column) => column.notNull())
        .addColumn('registered_at', 'bigint', (column) => column.notNull())
        .addUniqueConstraint('agent_name_of_tenant', ['tenant', 'name'])
        .execute();
      await database.schema
        .createTable('agent_session')
        .addColumn('agent_id', 'text', (column) => column.primaryKey())
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('epoch', 'integer', (column) => column.notNull())
        .addColumn('expires_at', 'bigint')
        .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
        .addColumn('is_draining', 'integer', (column) => column.notNull())
        .addColumn('tasks_running', 'integer', (column) => column.notNull())
        .addColumn('tasks_max', 'integer', (column) => column.notNull())
        .execute();
      await database.schema
        .createIndex('agent_session_live')
        .on('agent_session')
        .column('expires_at')
        .where('expires_at', 'is not', null)
        .execute();
      await database.schema
        .createTable('agent_capability')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('capability', 'text', (column) => column.notNull())
        .addColumn('agent_id', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('agent_capability_pk', ['tenant', 'capability', 'agent_id'])
        .execute();
      await database.schema
        .createIndex('agent_capability_of')
        .on('agent_capability')
        .column('agent_id')
        .execute();
      const known = await database.selectFrom('agent').selectAll().orderBy('position').execute();
      for (const { last_seen_at, ...row } of known) {
        await database
          .insertInto('agent_next')
          .values({ ...row, tenant: 'local', labels: '{}', protocol: 1 })
          .execute();
        // Offline until it registers again, as every process is after an upgrade.
        await database
          .insertInto('agent_session')
          .values({
            agent_id: row.id,
            tenant: 'local',
            id: String(row.id).replace(/^agt/, 'ses'),
            epoch: 1,
            expires_at: null,
            last_seen_at,
            is_draining: 0,
            tasks_running: 0,
            tasks_max: 1_000,
          })
          .execute();
        for (const capability of new Set<string>(JSON.parse(row.capabilities))) {
          await database
            .insertInto('agent_capability')
            .values({ tenant: 'local', capability, agent_id: row.id })
            .execute();
        }
      }
      await database.schema.dropTable('agent').execute();
      await database.schema.alterTable('agent_next').renameTo('agent').execute();
    },
  },
];
