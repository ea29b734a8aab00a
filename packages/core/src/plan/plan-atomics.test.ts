import type { PlanDocument } from '@mosaic/contract';
import { buildPlan, indexPlan, isOrdering, noFactors, type TreeNode } from '@tony/core/planning';
import { describe, expect, it } from 'vitest';
import { randomPlan } from '../../test/random-plan.ts';
import { planProblem } from '../missions/rules/plan-problem.ts';
import { atomicsBelow } from './atomic-order.ts';
import { type PlannedAtomics, planAtomics } from './plan-atomics.ts';

const plan = (document: PlanDocument): PlannedAtomics =>
  planAtomics({
    document,
    taskPrefix: 'MS',
    milestone: 'M1',
    verificationGates: ['test'],
    factors: noFactors,
    idOf: (key) => key,
  });

const seeds = Array.from({ length: 60 }, (_, at) => at + 1);

describe('planAtomics', () => {
  it.each(seeds)(
    'makes a mission that can be finished, with every order of plan %i kept',
    (seed) => {
      const document = randomPlan(seed);
      const planned = plan(document);
      const entries = planned.tasks.map(({ entry }) => entry);
      expect(planProblem(entries, planned.phases, planned.terms)).toBeNull();
      const before = closure(planned);
      const index = indexPlan(document);
      for (const edge of document.edges.filter(isOrdering)) {
        const [from, to] = [edge.from, edge.to].map((id) =>
          atomicsBelow(index, index.positionOf.get(id) ?? -1).map(
            (at) => index.nodes[at]?.id ?? '',
          ),
        );
        for (const task of to ?? []) {
          const missing = (from ?? []).filter((id) => !before.get(task)?.has(id));
          expect(missing, `${task} must wait because of ${edge.from} → ${edge.to}`).toEqual([]);
        }
      }
    },
  );

  it('orders nothing that the plan leaves free', () => {
    const planned = plan(shop().document);
    const before = closure(planned);
    expect(before.get('A.001.02.01.01.01.01')?.has('A.001.01.01.01.01.01')).toBe(false);
    expect(planned.phases.map(({ number, branch }) => [number, branch])).toEqual([
      [1, 'feat/accounts-and-1-more'],
      [2, 'feat/checkout'],
    ]);
  });

  it('tells each worker what the plan says, and no more than it may change', () => {
    const { tasks } = plan(shop().document);
    const { entry, node, scope } =
      tasks.find(({ entry: { key } }) => key === 'A.001.01.01.01.01.02') ?? {};
    expect(node).toMatchObject({
      id: 'A.001.01.01.01.01.02',
      goal: 'Sell things',
      agentType: 'backend-agent',
      completionCriteria: ['It is there.'],
      acceptanceCriteria: ['One can sign in.'],
    });
    expect(node?.above.map(({ title }) => title)).toEqual([
      'Shop',
      'Accounts',
      'Story',
      'Task',
      'Subtask',
    ]);
    expect(scope).toEqual([
      'src/accounts.ts',
      'src/accounts.test.*',
      'src/accounts.spec.*',
      'src/__tests__/accounts.*',
    ]);
    expect(entry).toMatchObject({
      kind: 'atomic',
      dependsOn: ['A.001.01.01.01.01.01'],
      severity: null,
    });
  });

  it('does not multiply the atomics of two large parts', () => {
    const wide = (key: string): TreeNode => ({ ...feature(key, 40), key });
    const { document } = buildPlan({
      title: 'Wide',
      source: { kind: 'manual', name: null },
      epics: [{ title: 'Epic', children: [wide('one'), wide('two')] }],
      edges: [{ from: 'one', to: 'two' }],
    });
    const { tasks, terms } = plan(document);
    expect(terms.waits).toEqual([expect.objectContaining({ tasks: expect.any(Array) })]);
    const pairs = tasks
      .filter(({ entry }) => entry.kind === 'atomic')
      .flatMap(({ entry }) => entry.dependsOn);
    // Only the verification of the phase before.
    expect(new Set(pairs)).toEqual(new Set(['MS-V1-001']));
  });
});

/** All that is over before a task begins, by key, over dependencies, waits, conditions and phases. */
function closure({ tasks, terms }: PlannedAtomics): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map(tasks.map(({ entry }) => [entry.key, new Set(entry.dependsOn)]));
  const orders = [
    ...terms.waits,
    ...terms.conditions.flatMap(({ sources, tasks: later }) =>
      sources.map((source) => ({ after: source.tasks, tasks: later })),
    ),
  ];
  for (const { after, tasks: later } of orders) {
    for (const id of later) for (const need of after) direct.get(id)?.add(need);
  }
  const whole = new Map<string, Set<string>>();
  const all = (key: string): Set<string> => {
    const known = whole.get(key);
    if (known) return known;
    const found = new Set<string>();
    whole.set(key, found);
    for (const need of direct.get(key) ?? []) {
      found.add(need);
      for (const further of all(need)) found.add(further);
    }
    return found;
  };
  for (const key of direct.keys()) all(key);
  return whole;
}

function feature(title: string, atomics: number, more: Partial<TreeNode> = {}): TreeNode {
  const atomic = (at: number): TreeNode => ({
    title: `${title} ${at}`,
    key: `${title}-${at}`,
    estimate: { minutes: 20, tokens: 1_000 },
    completionCriteria: ['It is there.'],
    files: [`src/${title.toLowerCase()}.ts`],
  });
  const children = Array.from({ length: atomics }, (_, at) => atomic(at + 1));
  return {
    title,
    key: title,
    ...more,
    children: [
      {
        title: 'Story',
        acceptanceCriteria: ['One can sign in.'],
        children: [{ title: 'Task', children: [{ title: 'Subtask', children }] }],
      },
    ],
  };
}

function shop() {
  return buildPlan({
    title: 'Shop',
    goal: 'Sell things',
    source: { kind: 'manual', name: null },
    epics: [
      {
        title: 'Shop',
        children: [
          feature('Accounts', 2, { agentType: 'backend-agent' }),
          feature('Catalogue', 2),
          feature('Checkout', 2),
        ],
      },
    ],
    edges: [
      { from: 'Accounts-1', to: 'Accounts-2' },
      { from: 'Accounts', to: 'Checkout' },
      { from: 'Catalogue-1', to: 'Checkout-1' },
    ],
  });
}
