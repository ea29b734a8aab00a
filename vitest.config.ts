import { defineConfig } from 'vitest/config';
import { findPostgres } from './packages/mcp/test/postgres.ts';
import { LongestFirst } from './test/support/longest-first.ts';

/** Tests of the hub that hold on either store; those below `store/sqlite` are about files. */
const onBothStores = [
  'packages/mcp/src/{modules,pipeline,store,cluster,doors/rest}/**/*.test.ts',
  'test/{contexts,plans}/**/*.test.ts',
  '!packages/mcp/src/store/sqlite/**',
  '!packages/mcp/src/store/durability.test.ts',
];
const needsPostgres = [
  'packages/mcp/src/store/postgres/**/*.test.ts',
  'packages/mcp/src/cluster/postgres-*.test.ts',
];
const postgresIsMissing = 'packages/mcp/test/postgres-is-missing.test.ts';

/**
 * Projects by what they need: `unit` touches one package, `postgres` runs the hub's tests on a
 * PostgreSQL of their own, `product` starts real processes. Gates at the end of `npm test` fail
 * when any of them ran nothing.
 */
export default defineConfig({
  test: {
    passWithNoTests: false,
    // By default one core would be left idle, which on two cores doubles the time.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/{src,test}/**/*.test.ts',
            'apps/*/{src,test}/**/*.test.{ts,tsx}',
            'test/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...needsPostgres, postgresIsMissing],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'postgres',
          include: findPostgres() === null ? [postgresIsMissing] : onBothStores,
          globalSetup: findPostgres() === null ? [] : ['packages/mcp/test/postgres-setup.ts'],
          setupFiles: ['packages/mcp/test/fewer-runs.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'product',
          include: ['e2e/**/*.e2e.ts'],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
