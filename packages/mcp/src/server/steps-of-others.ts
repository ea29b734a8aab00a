import type { Module } from '../module.ts';

/**
 * Steps of the schema of modules that a whole installation has and an embedded hub may lack.
 *
 * A home that `mosaic up` used has them; to a hub without those modules they would look like steps
 * of a newer version, which it has to refuse. The stack proves that this list is complete.
 */
export const stepsOfOthers: readonly string[] = [
  '0020-projects',
  '0021-missions',
  '0105-project-tenant',
  '0106-mission-tenant',
  '0206-mission-plans',
];

/** Makes those steps known without doing them; `modules` are those the hub does have. */
export function othersModule(modules: readonly Module[]): Module {
  const own = new Set(modules.flatMap(({ migrations }) => migrations.map(({ name }) => name)));
  return {
    name: 'others',
    migrations: stepsOfOthers
      .filter((name) => !own.has(name))
      .map((name) => ({ name, isElsewhere: true, up: async () => undefined })),
    handlers: [],
  };
}
