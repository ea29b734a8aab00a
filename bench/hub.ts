import { join } from 'node:path';
import type { Operation } from '@mosaic/contract';
import { createMissionStates, missionsModule, projectsModule } from '@mosaic/core';
import { openSqliteStore, type Store, systemClock } from '@mosaic/mcp';
import { coordinationModules } from '../packages/mcp/src/coordination-modules.ts';
import type { Module } from '../packages/mcp/src/module.ts';
import {
  type BackboneOptions,
  createBackbone,
  type Hub,
} from '../packages/mcp/src/pipeline/create-backbone.ts';
import { createMetrics, type Metrics } from '../packages/mcp/src/pipeline/metrics.ts';

export { benchToken } from './bench-token.ts';

export interface BenchHub {
  readonly hub: Hub;
  readonly store: Store;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/**
 * The hub with every module, on a real file, but without the rate limit: that one is what a
 * single caller may ask for, not what the hub can answer.
 */
export async function openBenchHub(
  home: string,
  own: readonly Module[] = [],
  options: Partial<BackboneOptions> = {},
): Promise<BenchHub> {
  const modules = [
    ...coordinationModules({
      version: 'bench',
      startedAtMs: Date.now(),
      url: () => null,
      issueWorkerToken: () => 'worker',
    }),
    projectsModule(async () => ({ gates: [], lentPaths: [] })),
    missionsModule(createMissionStates()),
    ...own,
  ];
  const store = await openSqliteStore(
    join(home, 'hub.sqlite'),
    modules.flatMap(({ migrations }) => migrations),
  );
  const metrics = createMetrics();
  const hub = createBackbone({
    store,
    modules,
    clock: systemClock,
    metrics,
    rateLimiter: { take: () => undefined },
    authenticate: async () => ({
      name: 'owner',
      tenant: 'local',
      permissions: 'all',
      binding: null,
    }),
    reportBug: (error: unknown, operation: Operation['name']) => {
      process.stderr.write(`${operation}: ${String(error)}\n`);
      return 'bench';
    },
    ...options,
  });
  return {
    hub,
    store,
    metrics,
    async close() {
      await hub.close();
      await store.close();
    },
  };
}
