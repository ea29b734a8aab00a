import { join } from 'node:path';
import type { Operation } from '@mosaic/contract';
import { createMissionStates, missionsModule, projectsModule } from '@mosaic/core';
import { openSqliteStore, type Store, systemClock } from '@mosaic/mcp';
import { agentsModule } from '../packages/mcp/src/modules/agents/service.ts';
import { auditModule } from '../packages/mcp/src/modules/audit/service.ts';
import { eventsModule } from '../packages/mcp/src/modules/events/service.ts';
import { evidenceModule } from '../packages/mcp/src/modules/evidence/service.ts';
import { handoffsModule } from '../packages/mcp/src/modules/handoffs/service.ts';
import { idempotencyMigrations } from '../packages/mcp/src/modules/idempotency/answers.ts';
import { runsModule } from '../packages/mcp/src/modules/runs/service.ts';
import { systemModule } from '../packages/mcp/src/modules/system/service.ts';
import { tasksModule } from '../packages/mcp/src/modules/tasks/service.ts';
import { createBackbone, type Hub } from '../packages/mcp/src/pipeline/create-backbone.ts';
import { createMetrics, type Metrics } from '../packages/mcp/src/pipeline/metrics.ts';

export const benchToken = 'bench';

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
export async function openBenchHub(home: string): Promise<BenchHub> {
  const modules = [
    eventsModule,
    auditModule,
    { name: 'idempotency', migrations: idempotencyMigrations, handlers: [] },
    tasksModule(() => 'worker'),
    runsModule,
    evidenceModule,
    agentsModule,
    handoffsModule,
    systemModule({ version: 'bench', startedAtMs: Date.now(), url: () => null }),
    projectsModule(async () => ({ gates: [], lentPaths: [] })),
    missionsModule(createMissionStates()),
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
