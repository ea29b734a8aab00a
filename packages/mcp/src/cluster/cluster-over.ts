import type { Logger } from 'pino';
import type { Clock } from '../pipeline/clock.ts';
import { createLayeredBus } from './layered-bus.ts';
import type { ClusterOptions } from './open-cluster.ts';
import { createPostgresBus } from './postgres-bus.ts';
import { createPostgresProbe } from './postgres-probe.ts';
import { createRedisBus } from './redis-bus.ts';

export interface ClusterOverOptions {
  databaseUrl: string;
  /** Null passes hints by PostgreSQL alone. */
  redisUrl: string | null;
  clock: Clock;
  logger: Logger;
}

/** Nodes that share a PostgreSQL, and pass hints by Redis where there is one. */
export function clusterOver(options: ClusterOverOptions): ClusterOptions {
  const { databaseUrl, redisUrl, clock, logger } = options;
  return {
    probe: createPostgresProbe(databaseUrl),
    openBus(nodeId, installation) {
      const shared = { nodeId, installation, clock };
      const told = (bus: string) => (isConnected: boolean, reason: string) => {
        if (isConnected) logger.info({ bus }, 'hints to other nodes travel by this bus');
        else logger.warn({ bus, reason }, 'this bus is down: hints take another way or are late');
      };
      const postgres = createPostgresBus({
        ...shared,
        url: databaseUrl,
        onChange: told('postgres'),
      });
      if (redisUrl === null) return postgres;
      const redis = createRedisBus({ ...shared, url: redisUrl, onChange: told('redis') });
      return createLayeredBus(redis, postgres);
    },
  };
}
