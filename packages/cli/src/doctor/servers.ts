import { askDatabase, askRedis } from '@mosaic/mcp';
import { type Check, fail, ok, warn } from './check.ts';

/** Oldest versions that have all that is used. */
const postgresMin = 15;
const redisMin = 7;

export const databaseCheck: Check = {
  id: 'database',
  run: async ({ config }) => {
    if (config.tier === 'local') return ok('Not needed in tier local');
    const { databaseUrl } = config;
    if (databaseUrl === null) {
      return fail(
        'No PostgreSQL is named',
        'DATABASE_URL=postgres://user:password@host:5432/mosaic',
      );
    }
    const found = await askDatabase(databaseUrl);
    if ('problem' in found) {
      return fail(`PostgreSQL does not answer: ${found.problem}`, 'Check DATABASE_URL');
    }
    if (found.major < postgresMin) {
      return fail(`PostgreSQL ${found.major} is too old`, `Use ${postgresMin} or newer`);
    }
    if (found.isReplica) {
      return fail('This PostgreSQL takes no writes', 'Name the primary in DATABASE_URL');
    }
    return ok(`PostgreSQL ${found.major}, answers in ${Math.ceil(found.answerMs)} ms`);
  },
};

export const redisCheck: Check = {
  id: 'redis',
  run: async ({ config }) => {
    if (config.tier === 'local') return ok('Not needed in tier local');
    const { redisUrl } = config;
    if (redisUrl === null) return ok('None: hints travel by PostgreSQL');
    const found = await askRedis(redisUrl);
    if ('problem' in found) {
      return warn(
        `Redis does not answer: ${found.problem}. Hints travel by PostgreSQL`,
        'Check REDIS_URL',
      );
    }
    return found.major < redisMin
      ? fail(`Redis ${found.major} is too old`, `Use ${redisMin}.0 or newer, or Valkey`)
      : ok(`Redis or Valkey ${found.major}, answers in ${Math.ceil(found.answerMs)} ms`);
  },
};
