import { defineConfig } from 'vitest/config';

/**
 * Three projects by what they need: `unit` touches one package, `product` starts
 * real processes, `browser` drives Chromium. Gates at the end of `npm test` fail
 * when any of them ran nothing.
 */
export default defineConfig({
  test: {
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/{src,test}/**/*.test.ts',
            'apps/*/{src,test}/**/*.test.{ts,tsx}',
            'test/**/*.test.ts',
          ],
          testTimeout: 20_000,
          hookTimeout: 20_000,
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
