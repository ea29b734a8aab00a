import type { PlanDocument } from '@mosaic/contract';
import { buildPlan, compilePlan, type TreeEdge, type TreeNode } from '@tony/core/planning';
import { createRandom, type Random } from '../src/missions/simulator/random.ts';

/** What a random plan may have besides its tree. */
interface Spice {
  /** Edges that are tried; those that break the plan are left out again. */
  readonly edges: number;
}

/** A plan that compiles, the same for the same seed: a few features, edges at all levels, resources, files. */
export function randomPlan(seed: number, { edges }: Spice = { edges: 30 }): PlanDocument {
  const random = createRandom(seed);
  const keys: string[] = [];
  const node = (level: number): TreeNode => {
    const key = `n${keys.length}`;
    keys.push(key);
    if (level === 5) return atomic(random, key);
    const count = level < 2 ? random.integer(1, 3) : random.integer(1, 2);
    return {
      key,
      title: `${levels[level]} ${key}`,
      ...(level === 2 ? { acceptanceCriteria: ['It can be used.'] } : {}),
      children: Array.from({ length: count }, () => node(level + 1)),
    };
  };
  const epics = [node(0)];
  const tree = {
    title: `Plan ${seed}`,
    goal: 'See what comes before what',
    source: { kind: 'manual' as const, name: null },
    epics,
    resources: [{ name: 'database', capacity: 2, lockId: null }],
  };
  const kept: TreeEdge[] = [];
  for (let tries = 0; tries < edges; tries += 1) {
    const edge = anyEdge(random, keys);
    const { document } = buildPlan({ ...tree, edges: [...kept, edge] });
    if (compilePlan(document).isRunnable) kept.push(edge);
  }
  return buildPlan({ ...tree, edges: kept }).document;
}

const levels = ['Epic', 'Feature', 'Story', 'Task', 'Subtask', 'Atomic'];

function atomic(random: Random, key: string): TreeNode {
  const file = `src/${random.pick(['a', 'b', 'c'])}/${key}.ts`;
  return {
    key,
    title: `Atomic ${key}`,
    estimate: { minutes: random.integer(15, 30), tokens: 1_000 },
    completionCriteria: ['The tests pass.'],
    files: [random.chance(0.2) ? `src/${random.pick(['a', 'b'])}/**` : file],
    uses: random.chance(0.3) ? [{ name: 'database', units: random.integer(1, 2) }] : [],
    priority: random.pick(['critical', 'high', 'medium', 'low']),
  };
}

function anyEdge(random: Random, keys: readonly string[]): TreeEdge {
  const kind = random.pick(['sequential', 'sequential', 'conditional', 'resource'] as const);
  const when = kind === 'conditional' ? { when: random.pick(['done', 'failed'] as const) } : {};
  return { from: random.pick(keys), to: random.pick(keys), kind, ...when };
}
