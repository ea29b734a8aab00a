import { PlanDocument, type RepositoryAnalysis } from '@mosaic/contract';
import { expect, it } from 'vitest';
import { analyseRepository } from '../analysis/analyse-repository.ts';
import { makeRepository } from '../analysis/test/make-repository.ts';
import { expressShop, fastifyBooking, honoLinks } from '../analysis/test/sample-repositories.ts';
import { compilePlan } from '../plan/compile-plan.ts';
import { planFromTemplate, templates } from './index.ts';

const goals = [
  'Build it for orders, customers and line items',
  'Build it for orders, customers and line items',
  'Ä'.repeat(7_000),
  '',
  'Build it',
  'Fix store',
];
const filesOf = (plan: PlanDocument) =>
  [...new Set(plan.nodes.flatMap(({ files }) => files))].sort();
const titlesOf = (plan: PlanDocument) => plan.nodes.map(({ title }) => title);
const restApi = (analysis: RepositoryAnalysis | null, goal = 'Build a REST API') =>
  planFromTemplate('rest-api', { goal, analysis, epicNumber: 1 });

/** As bad as names of a repository get: long, odd, many, and nothing where something is expected. */
function odd(analysis: RepositoryAnalysis): RepositoryAnalysis {
  const long = `src/${'deep/'.repeat(60)}${'x'.repeat(90)}.ts`;
  return {
    ...analysis,
    name: 'n'.repeat(200),
    routes: [
      { method: 'GET', path: `/${'a'.repeat(200)}/:id`, file: long },
      { method: 'GET', path: '/', file: 'src/[...slug].ts' },
      ...Array.from({ length: 40 }, (_, at) => ({
        method: 'DELETE',
        path: `/r${at}/:id`,
        file: `src/r${at % 9}.ts`,
      })),
    ],
    tests: { framework: null, command: null, files: [], coveredPercent: null, untested: [long] },
    documents: [],
    cycles: [[long, 'src/b.ts', long]],
    packages: Array.from({ length: 20 }, (_, at) => ({
      name: `p${at}`,
      path: `packages/p${at}`,
      manager: 'npm',
      version: null,
      dependencies: [],
    })),
  };
}

it('gives plans of six levels that compile without errors and warnings, whatever the template', async () => {
  const shop = await analyseRepository({ directory: makeRepository('shop', expressShop) });
  for (const template of templates) {
    for (const [at, goal] of goals.entries()) {
      const analysis = [null, shop, odd(shop)][at % 3] ?? null;
      const plan = planFromTemplate(template, { goal, analysis, epicNumber: 7 });
      expect(PlanDocument.parse(plan)).toEqual(plan);
      const { findings } = compilePlan(plan);
      expect(findings.filter(({ severity }) => severity !== 'advice')).toEqual([]);
      expect(plan.source).toEqual({ kind: 'template', name: template.name });
      expect(plan.nodes[0]?.id).toBe('E.007');
      const atomics = plan.nodes.filter(({ id }) => id.startsWith('A.'));
      expect(atomics.length).toBeGreaterThanOrEqual(32);
      const isComplete = atomics.every(
        ({ estimate, taskType, agentType, completionCriteria }) =>
          estimate !== null &&
          estimate.minutes >= 15 &&
          estimate.tokens !== null &&
          taskType !== null &&
          agentType !== null &&
          completionCriteria.length > 0,
      );
      expect(isComplete).toBe(true);
    }
  }
});

it('plans a REST API with the real files, routes and tests of three repositories', async () => {
  const [shop, booking, links] = await Promise.all(
    [expressShop, fastifyBooking, honoLinks].map(async (files) =>
      restApi(await analyseRepository({ directory: makeRepository('repository', files) })),
    ),
  );
  if (shop === undefined || booking === undefined || links === undefined) throw new Error();
  expect(filesOf(shop)).toEqual(
    expect.arrayContaining([
      '.github/workflows/ci.yml',
      'README.md',
      'src/app.js',
      'src/routes/customers.js',
      'src/routes/orders.js',
      'src/server.js',
      'test/customers.test.js',
      'test/orders.test.js',
    ]),
  );
  expect(titlesOf(shop)).toEqual(
    expect.arrayContaining([
      'Complete customers in src/routes/customers.js',
      'Strengthen GET /api/orders/:id',
      'Change orders: PATCH /api/orders/:id',
      'Create customers: POST /api/customers',
    ]),
  );
  expect(filesOf(booking)).toEqual(
    expect.arrayContaining([
      '.gitlab-ci.yml',
      'docs/api.md',
      'src/build-server.ts',
      'src/main.ts',
      'src/plugins/guests.test.ts',
      'src/plugins/guests.ts',
      'src/plugins/rooms.test.ts',
      'src/plugins/rooms.ts',
    ]),
  );
  expect(titlesOf(booking)).toContain('Strengthen PUT /rooms/:id');
  expect(filesOf(links)).toEqual(
    expect.arrayContaining([
      '.woodpecker.yml',
      'index.ts',
      'links/links.test.ts',
      'links/links.ts',
    ]),
  );
  expect(titlesOf(links)).toContain('Remove links: DELETE /links/:id');
  const criteria = booking.nodes.flatMap(({ completionCriteria }) => completionCriteria);
  expect(criteria.some((text) => text.includes('pnpm test'))).toBe(true);
  for (const plan of [shop, booking, links]) expect(filesOf(plan)).not.toContain('src/app.ts');
  const all = [shop, booking, links].map((plan) => JSON.stringify(titlesOf(plan)));
  expect(new Set(all).size).toBe(3);
});

it('adds the things a goal names where the repository keeps such things', async () => {
  const analysis = await analyseRepository({ directory: makeRepository('shop', expressShop) });
  const plan = restApi(analysis, 'Build a REST API for invoices and line items');
  expect(filesOf(plan)).toEqual(
    expect.arrayContaining([
      'src/routes/invoices.js',
      'src/routes/line-items.js',
      'test/invoices.test.js',
    ]),
  );
  expect(titlesOf(plan)).toContain('List invoices: GET /api/invoices');
  expect(titlesOf(plan)).toContain('Make src/routes/customers.js safe to rely on');
});

it('uses the usual paths without a repository, says so, and is the same each time', () => {
  const plan = restApi(null, 'Build a REST API for orders');
  expect(plan).toEqual(restApi(null, 'Build a REST API for orders'));
  expect(filesOf(plan)).toContain('src/routes/orders.ts');
  expect(plan.nodes[0]?.description).toContain('No repository was looked at');
  expect(plan.nodes[0]?.description).toContain('template "rest-api"');
});

it('names the templates there are when one is asked for that is not', () => {
  expect(() => planFromTemplate('rocket', { goal: 'x', analysis: null, epicNumber: 1 })).toThrow(
    /no plan template "rocket".*rest-api/,
  );
});
