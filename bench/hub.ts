import { join } from 'node:path';
import type { Operation } from '@mosaic/contract';
import { createMissionStates, missionsModule, projectsModule } from '@mosaic/core';
import { type Store, type StoreChoice, systemClock } from '@mosaic/mcp';
import { coordinationModules } from '../packages/mcp/src/coordination-modules.ts';
import type { Module } from '../packages/mcp/src/module.ts';
import {
  type BackboneOptions,
  createBackbone,
  type Hub,
} from '../packages/mcp/src/pipeline/create-backbone.ts';
import { createMetrics, type Metrics } from '../packages/mcp/src/pipeline/metrics.ts';
import { openStore } from '../packages/mcp/src/store/open-store.ts';

export { benchToken } from './bench-token.ts';

export interface BenchHub {
  readonly hub: Hub;
  readonly store: Store;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/**
 * The hub with every module, on a real file below a home or on another store, but without the
 * rate limit: that one is what a single caller may ask for, not what the hub can answer.
 */
export async function openBenchHub(
  place: string | StoreChoice,
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
  const choice: StoreChoice =
    typeof place === 'string' ? { kind: 'sqlite', file: join(place, 'hub.sqlite') } : place;
  const store = await openStore(
    choice,
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
