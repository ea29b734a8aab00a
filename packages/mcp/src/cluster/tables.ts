import type { Migration } from '../store/migrate.ts';

/** Times are of the clock of the node that wrote them. Rows are few: one for each node. */
interface NodeRow {
  id: string;
  name: string;
  url: string | null;
  version: string;
  started_at: number;
  last_beat_at: number;
  /** JSON: ways of the bus and whether each is connected. */
  bus: string;
}

interface DutyRow {
  name: string;
  holder: string;
  /** Grows whenever the duty passes to another node; writes made under it are checked against it. */
  epoch: number;
  expires_at: number;
}

/** One row: the installation all nodes of this store belong to. */
interface InstallationRow {
  id: string;
  secrets_check: string;
}

export interface ClusterTables {
  installation: InstallationRow;
  node: NodeRow;
  duty: DutyRow;
}

/** Nodes and duties belong to the installation, not to a tenant: no tenant ever sees their rows. */
export const clusterMigrations: readonly Migration[] = [
  {
    name: '0200-nodes',
    async up(database) {
      await database.schema
        .createTable('node')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('url', 'text')
        .addColumn('version', 'text', (column) => column.notNull())
        .addColumn('started_at', 'bigint', (column) => column.notNull())
        .addColumn('last_beat_at', 'bigint', (column) => column.notNull())
        .addColumn('bus', 'text', (column) => column.notNull())
        .execute();
      await database.schema
        .createTable('duty')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('holder', 'text', (column) => column.notNull())
        .addColumn('epoch', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  {
    name: '0201-installation',
    async up(database) {
      await database.schema
        .createTable('installation')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('secrets_check', 'text', (column) => column.notNull())
        .execute();
    },
  },
];
