import { expect, it } from 'vitest';
import { rushClaims } from './claim-rush.ts';
import type { Planted } from './planted.ts';

const claimsOfOne = 50_000;
/** A hundred thousand claims with every test run; a million with MOSAIC_SOAK=1. */
const rushes = process.env.MOSAIC_SOAK === '1' ? 20 : 2;
const claimsMin = rushes * claimsOfOne;

it(`gives no task to two in ${claimsMin.toLocaleString('en')} claims of many agents on several nodes`, async () => {
  const sum = { claims: 0, doubleClaims: 0 };
  for (let seed = 1; seed <= rushes; seed += 1) {
    const rush = await rushClaims({
      seed,
      claims: claimsOfOne,
      nodes: 2 + (seed % 2),
      agents: 6 + seed,
    });
    expect(rush.violation).toBeNull();
    sum.claims += rush.claims;
    sum.doubleClaims += rush.doubleClaims;
  }
  expect(sum.claims).toBeGreaterThanOrEqual(claimsMin);
  expect(sum.doubleClaims).toBe(0);
}, 600_000);

it('would see a task that is given to two', async () => {
  const planted: Planted = {
    modules: (modules) =>
      modules.map((module) => ({
        ...module,
        handlers: module.handlers.map((handler) => {
          if (handler.kind !== 'command' || handler.operation.name !== 'task.claim') return handler;
          return {
            ...handler,
            async run(context, input, looked) {
              const held = context.store.updateTable('task').where('place', '=', 4);
              await held.set({ place: 3, lease_session: null }).execute();
              return handler.run(context, input, looked);
            },
          };
        }),
      })),
  };
  const { doubleClaims } = await rushClaims({
    seed: 1,
    claims: 2_000,
    nodes: 2,
    agents: 6,
    planted,
  });
  expect(doubleClaims).toBeGreaterThan(0);
});
