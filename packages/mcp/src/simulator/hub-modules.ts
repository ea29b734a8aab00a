import type { Node } from '@mosaic/contract';
import { nodesModule } from '../cluster/nodes-module.ts';
import { coordinationModules } from '../coordination-modules.ts';
import type { Module } from '../module.ts';

interface ModulesOptions {
  readonly startedAtMs: number;
  readonly self: () => Node;
  readonly isStoreReachable: () => boolean;
}

/** The modules of a simulated node: those of every hub. */
export function hubModules(options: ModulesOptions): Module[] {
  return [
    ...coordinationModules({
      version: '0.0.0-simulated',
      startedAtMs: options.startedAtMs,
      url: () => null,
      place: () => ({
        tier: 'standalone',
        node: options.self(),
        dialect: 'postgres',
        isStoreReachable: options.isStoreReachable(),
      }),
      issueWorkerToken: ({ taskId, runId }) => `worker of ${taskId} in ${runId}`,
    }),
    nodesModule(options.self),
  ];
}

/** The same modules for whoever only wants to read the list. */
export function listModules(): Module[] {
  const self = () => {
    throw new Error('A list of modules is no node');
  };
  return hubModules({ startedAtMs: 0, self, isStoreReachable: () => true });
}
