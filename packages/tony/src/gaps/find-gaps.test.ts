import type { PlanDocument, PlanGapArea, RepositoryAnalysis } from '@mosaic/contract';
import { PlanGaps } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPlan, type TreeEdge, type TreeNode } from '../plan/build-plan.ts';
import { compilePlan } from '../plan/compile-plan.ts';
import { planFromTemplate, templates } from '../templates/index.ts';
import { applyGaps } from './apply-gaps.ts';
import { findGaps } from './find-gaps.ts';

const analysis: RepositoryAnalysis = {
  commit: 'a'.repeat(40),
  name: 'shop',
  files: 9,
  lines: 900,
  languages: [{ name: 'TypeScript', files: 9, lines: 900 }],
  packages: ['api', 'web'].map((name) => ({
    name,
    path: `packages/${name}`,
    manager: 'npm',
    version: null,
    dependencies: [],
  })),
  frameworks: [],
  tests: {
    framework: 'vitest',
    command: 'npm test',
    files: ['packages/api/tested.test.ts'],
    coveredPercent: 50,
    untested: ['packages/api/untested.ts', 'packages/api/orders.ts'],
  },
  ci: [],
  hotSpots: [],
  owners: [],
  entryPoints: [],
  routes: [{ method: 'GET', path: '/orders', file: 'packages/api/orders.ts' }],
  imports: [
    { from: 'packages/api/tested.test.ts', to: 'packages/api/tested.ts' },
    { from: 'packages/api/orders.ts', to: 'packages/api/hub.ts' },
    { from: 'packages/web/page.ts', to: 'packages/api/hub.ts' },
  ],
  hubs: [{ path: 'packages/api/hub.ts', importers: 7 }],
  cycles: [],
  documents: ['docs/api.md'],
  notes: [],
};

const atomic = (title: string, fields: Partial<TreeNode> = {}): TreeNode => ({
  title,
  estimate: { minutes: 25, tokens: null },
  completionCriteria: ['It is there'],
  ...fields,
});

/** One epic with one branch for each list of atomics; the last of each branch closes it. */
function planOf(
  branches: readonly (readonly TreeNode[])[],
  edges: readonly TreeEdge[] = [],
): PlanDocument {
  const stories = branches.map((children, at) => ({
    title: `Branch ${at}`,
    acceptanceCriteria: ['It works'],
    children: [{ title: 'Task', children: [{ title: 'Subtask', children }] }],
  }));
  return buildPlan({
    title: 'Plan',
    source: { kind: 'manual', name: null },
    epics: [{ title: 'Epic', children: [{ title: 'Feature', children: stories }] }],
    edges,
  }).document;
}

const rulesOf = (plan: PlanDocument, areas?: PlanGapArea[]) =>
  findGaps(plan, analysis, areas).gaps.map(({ rule }) => rule);

/** Fills all gaps and checks that this did no harm and was enough. */
function fill(plan: PlanDocument, known: RepositoryAnalysis | null, areas?: PlanGapArea[]) {
  const found = findGaps(plan, known, areas);
  const filled = applyGaps(plan, found.gaps);
  const compiled = compilePlan(filled);
  expect(compiled.counts.error).toBeLessThanOrEqual(compilePlan(plan).counts.error);
  expect(findGaps(filled, known, areas).gaps).toEqual([]);
  expect(filled.edges).toHaveLength(found.after.edges);
  expect(filled.nodes.filter(({ id }) => id.startsWith('A.'))).toHaveLength(
    found.after.counts.atomic,
  );
  expect(PlanGaps.parse(found)).toEqual(found);
  return { found, filled };
}

const code: Partial<TreeNode> = { files: ['packages/api/tested.ts'], taskType: 'FEATURE_ADD' };
const complete: readonly TreeNode[] = [
  atomic('Sum rows', code),
  atomic('Test sums', { taskType: 'TEST_ADD', files: ['packages/api/tested.test.ts'] }),
  atomic('Review sums', { taskType: 'REVIEW' }),
  atomic('Describe sums', { files: ['docs/api.md'] }),
];

describe('each rule', () => {
  it.each<[string, PlanGapArea, TreeNode[][], TreeNode[][]]>([
    [
      'story-without-test',
      'quality-gates',
      [[...complete], [atomic('Paint walls', code), atomic('Paint doors', code)]],
      [[...complete], [...complete]],
    ],
    [
      'feature-without-review',
      'quality-gates',
      [[atomic('Sum rows', code), atomic('Test sums', { taskType: 'TEST_ADD' })]],
      [[...complete]],
    ],
    [
      'untested-file-changed',
      'quality-gates',
      [[...complete, atomic('Change it', { files: ['packages/api/untested.ts'] })]],
      [
        [
          ...complete,
          atomic('Change it', { files: ['packages/api/untested.ts'] }),
          atomic('Test it', { files: ['packages/api/untested.test.ts'] }),
        ],
      ],
    ],
    [
      'hub-without-users',
      'integration-points',
      [[...complete, atomic('Change it', { files: ['packages/api/hub.ts'] })]],
      [
        [
          ...complete,
          atomic('Change it', { files: ['packages/api/hub.ts'] }),
          atomic('Test users of packages/api/hub.ts', { taskType: 'TEST_ADD' }),
        ],
      ],
    ],
    [
      'route-without-contract',
      'integration-points',
      [[...complete, atomic('Change it', { files: ['packages/api/orders.ts'] })]],
      [
        [
          ...complete,
          atomic('Change it', { files: ['packages/api/orders.ts'] }),
          atomic('Describe GET /orders', { files: ['docs/api.md'] }),
        ],
      ],
    ],
    [
      'packages-apart',
      'integration-points',
      [[...complete, atomic('Show it', { files: ['packages/web/page.ts'] })]],
      [
        [
          ...complete,
          atomic('Show it', { files: ['packages/web/page.ts'] }),
          atomic('Test both together', { taskType: 'TEST_ADD' }),
        ],
      ],
    ],
    [
      'no-error-handling',
      'edge-cases',
      [[...complete, atomic('Parse the file', code)]],
      [[...complete, atomic('Parse the file', code), atomic('Refuse malformed lines', code)]],
    ],
    [
      'no-limits',
      'edge-cases',
      [[...complete, atomic('Import rows in bulk', code)]],
      [[...complete, atomic('Import rows in bulk, at most 1,000: a limit', code)]],
    ],
    [
      'no-concurrency',
      'edge-cases',
      [[...complete, atomic('Keep bookings', code)]],
      [[...complete, atomic('Keep bookings and refuse conflicts', code)]],
    ],
    [
      'surface-without-security',
      'cross-cutting',
      [[...complete, atomic('Show the login', code)]],
      [[...complete, atomic('Show the login', { ...code, taskType: 'AUTH_ADD' })]],
    ],
    [
      'service-without-log',
      'cross-cutting',
      [[...complete, atomic('Start the server', code)]],
      [[...complete, atomic('Start the server and log that', code)]],
    ],
    ['epic-without-pages', 'cross-cutting', [[...complete.slice(0, 3)]], [[...complete]]],
  ])('finds %s where it is, fills it, and is silent where it is not', (rule, area, bad, good) => {
    expect(rulesOf(planOf(bad), [area])).toContain(rule);
    expect(rulesOf(planOf(good), [area])).not.toContain(rule);
    const { found } = fill(planOf(bad), analysis, [area]);
    const gap = found.gaps.find((own) => own.rule === rule);
    expect(gap?.nodes.length).toBeGreaterThanOrEqual(1);
    expect(gap?.edges.length).toBeGreaterThanOrEqual(1);
    expect(found.gaps.every((own) => own.area === area)).toBe(true);
  });

  it('finds atomics that do not wait for a new file, a migration or the code they test', () => {
    const make = atomic('Write the store', { key: 'make', files: ['packages/api/new-store.ts'] });
    const use = atomic('Use the store', { key: 'use', files: ['packages/api/new-store.ts'] });
    const migrate = atomic('Add a table', { key: 'migrate', files: ['migrations/001.sql'] });
    const test = atomic('Test the store', {
      key: 'test',
      files: ['packages/api/new-store.test.ts'],
    });
    const apart = planOf([
      [make, use],
      [migrate, test],
    ]);
    const { found, filled } = fill(apart, analysis, ['dependencies']);
    const rules = found.gaps.map(({ rule }) => rule);
    expect(rules).toEqual(['file-before-use', 'migration-before-use']);
    expect(found.gaps[0]?.edges).toEqual([
      { from: 'A.001.01.01.01.01.01', to: 'A.001.01.01.01.01.02', kind: 'sequential' },
    ]);
    expect(filled.nodes).toEqual(apart.nodes);
    const tested = planOf([
      [make, atomic('Test the store', { files: ['packages/api/x.test.ts'] })],
    ]);
    expect(rulesOf(tested, ['dependencies'])).toEqual([]);
    const inOrder = planOf([[make, use]], [{ from: 'make', to: 'use' }]);
    expect(rulesOf(inOrder, ['dependencies'])).toEqual([]);
    // Known files are there already, and what is said to be parallel stays so.
    const there = planOf([[atomic('Change', code), atomic('Change more', code)]]);
    expect(rulesOf(there, ['dependencies'])).toEqual([]);
    const parallel = planOf([[make, use]], [{ from: 'make', to: 'use', kind: 'parallel' }]);
    expect(rulesOf(parallel, ['dependencies'])).toEqual([]);
  });

  it('finds a test in another task than the code it is about', () => {
    const { document } = buildPlan({
      title: 'Plan',
      source: { kind: 'manual', name: null },
      epics: [
        {
          title: 'Epic',
          children: [
            {
              title: 'Feature',
              children: [
                {
                  title: 'Story',
                  acceptanceCriteria: ['It works'],
                  children: [
                    { title: 'Code', children: [{ title: 'c', children: [atomic('Sum', code)] }] },
                    {
                      title: 'Tests',
                      children: [
                        {
                          title: 't',
                          children: [
                            atomic('Test sums', { files: ['packages/api/tested.test.ts'] }),
                          ],
                        },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(fill(document, analysis, ['dependencies']).found.gaps).toMatchObject([
      { rule: 'code-before-test', edges: [{ from: 'A.001.01.01.01.01.01' }] },
    ]);
  });
});

it('leaves a complete plan as it is', () => {
  const found = findGaps(planOf([[...complete], [...complete]]), analysis);
  expect(found.gaps).toEqual([]);
  expect(found.after).toEqual(found.before);
});

it('bears plans that do not compile', () => {
  const ring = planOf(
    [[atomic('Make a', { key: 'a', ...code }), atomic('Make b', { key: 'b', ...code })]],
    [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
    ],
  );
  expect(rulesOf(ring)).toContain('story-without-test');
  fill(ring, analysis);
  const empty = { ...ring, nodes: [], edges: [] };
  expect(findGaps(empty, analysis).gaps).toEqual([]);
});

it('says of every template plan what it lacks, and fills it', () => {
  for (const template of templates) {
    const goal = 'Build it for orders';
    fill(planFromTemplate(template, { goal, analysis, epicNumber: 1 }), analysis);
  }
});

describe('whatever the plan', () => {
  const word = fc.constantFrom(
    ...'Write Test Review Document Import Parse upload login server log orders limit refuse schema migration list job worker together'.split(
      ' ',
    ),
  );
  const leaf = fc.record({
    title: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
    estimate: fc.constant({ minutes: 25, tokens: null }),
    completionCriteria: fc.constant(['x']),
    taskType: fc.constantFrom(null, 'FEATURE_ADD', 'TEST_ADD', 'REVIEW', 'ERROR_HANDLING'),
    files: fc.uniqueArray(
      fc.constantFrom(
        'packages/api/orders.ts',
        'packages/api/hub.ts',
        'packages/api/untested.ts',
        'packages/api/new-store.ts',
        'packages/api/new-store.test.ts',
        'packages/web/page.ts',
        'migrations/1.sql',
        'docs/api.md',
        'src/**',
      ),
      { maxLength: 2 },
    ),
  }) as fc.Arbitrary<TreeNode>;
  const node = (child: fc.Arbitrary<TreeNode>, maxLength: number): fc.Arbitrary<TreeNode> =>
    fc.record({
      title: word,
      acceptanceCriteria: fc.constant(['x']),
      children: fc.array(child, { minLength: 1, maxLength }),
    });
  const epic = node(node(node(node(node(leaf, 7), 2), 2), 2), 2);
  const link = fc.record({
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('sequential', 'sequential', 'parallel', 'resource'),
  });

  it('filling its gaps adds no error, and a second look finds none', () => {
    fc.assert(
      fc.property(epic, fc.array(link, { maxLength: 8 }), fc.boolean(), (tree, links, isKnown) => {
        const keys: string[] = [];
        const keyed = (own: TreeNode): TreeNode => {
          const key = `k${keys.length}`;
          keys.push(key);
          return { ...own, key, ...(own.children ? { children: own.children.map(keyed) } : {}) };
        };
        const epics = [keyed(tree)];
        const at = (place: number) => keys[Math.floor(place * (keys.length - 1))] ?? 'k0';
        const edges = links.map(({ from, to, kind }) => ({ from: at(from), to: at(to), kind }));
        const source = { kind: 'manual', name: null } as const;
        const plan = buildPlan({ title: 'x', source, epics, edges }).document;
        fill(plan, isKnown ? analysis : null);
      }),
      { numRuns: 60 },
    );
  });
});
