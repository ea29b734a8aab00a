import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase, findPostgres, startPostgres } from '../packages/mcp/test/postgres.ts';
import { type BenchHub, openBenchHub } from './hub.ts';

export interface SizedHub {
  readonly bench: BenchHub;
  readonly store: 'SQLite' | 'PostgreSQL';
  readonly size: number;
}

/**
 * A hub on SQLite for each size, and one on a durable PostgreSQL of the first size where a server
 * is installed.
 */
export async function openSizedHubs(folder: string, sizes: readonly number[]) {
  const hubs: SizedHub[] = [];
  for (const size of sizes) {
    const home = join(folder, String(size));
    mkdirSync(home);
    hubs.push({ bench: await openBenchHub(home), store: 'SQLite', size });
  }
  const postgres = findPostgres() === null ? null : await startPostgres({ isDurable: true });
  if (postgres !== null) {
    const url = await createDatabase(postgres.url, 'bench');
    const bench = await openBenchHub({ kind: 'postgres', url });
    hubs.push({ bench, store: 'PostgreSQL', size: sizes[0] ?? 0 });
  }
  return {
    hubs,
    async close() {
      for (const { bench } of hubs) await bench.close();
      await postgres?.destroy();
    },
  };
}
