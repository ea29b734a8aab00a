import { nodesModule } from './cluster/nodes-module.ts';
import { coordinationModules } from './coordination-modules.ts';
import type { Module } from './module.ts';
import type { Migration } from './store/migrate.ts';

/**
 * Every step of the schema of a hub with these further modules, for tools that work on a store
 * without a hub. None of the modules is run.
 */
export function hubMigrations(modules: readonly Module[]): Migration[] {
  const coordination = coordinationModules({
    version: '',
    startedAtMs: 0,
    url: () => null,
    issueWorkerToken: () => '',
  });
  const nodes = nodesModule(() => {
    throw new Error('Only the tables of this module are used');
  });
  return [...coordination, nodes, ...modules].flatMap(({ migrations }) => migrations);
}
