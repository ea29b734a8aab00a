import {
  type PlanDocument,
  type PlanEdge,
  type PlanNode,
  type PlanNodeFields,
  type PlanResource,
  TaskType,
} from '@mosaic/contract';
import fc from 'fast-check';
import { buildPlan, type TreeNode } from '../src/plan/build-plan.ts';
import { indexPlan, type PlanIndex } from '../src/plan/plan-index.ts';
import { isWithin, precedenceGraph } from '../src/plan/precedence-graph.ts';

export interface PlanShape {
  /** Most children of a node, at most 7; two where left out, which gives some 30 atomics. */
  readonly childrenMax?: number;
  readonly epicsMax?: number;
  readonly edgesMax?: number;
}

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('Sign in', 'Write the migration', 'Docs', 'Route') },
  { weight: 2, arbitrary: fc.string({ minLength: 1, maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'ends with [20 min]',
      '- [ ] A.001.01.01.01.01.01 no title',
      '## E.001 heading',
      '\\[x\\] `code` *b* <script>',
      '&#32; &amp; A → B || C',
      'two\nlines\r\nand more\n\n> quoted',
      '"quoted", `ticked`',
    ),
  },
);

/** Text that the contract takes as a line: trimmed, not empty. */
export const lineArbitrary = text
  .map((line) => line.trim())
  .filter((line) => line.length > 0 && line.length <= 300);

const linesArbitrary = fc.array(lineArbitrary, { minLength: 1, maxLength: 2 });
const resourceNames = ['database', 'staging `a`', 'licence, b'];

const estimateArbitrary = fc
  .record({
    minutes: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constantFrom(0.1, 12.5, 1e-7)),
    low: fc.option(fc.double({ min: 0.1, max: 1, noNaN: true }), { nil: undefined }),
    high: fc.option(fc.double({ min: 1, max: 3, noNaN: true }), { nil: undefined }),
    tokens: fc.option(fc.integer({ min: 0, max: 100_000 })),
  })
  .map(({ minutes, low, high, tokens }) => ({
    minutes,
    tokens,
    ...(low === undefined ? {} : { minutesLow: minutes * low }),
    ...(high === undefined ? {} : { minutesHigh: minutes * high }),
  }));

/** All fields a node may carry, apart from what its level makes it have. */
const fieldsArbitrary: fc.Arbitrary<Omit<PlanNodeFields, 'estimate' | 'uses'>> = fc.record({
  title: lineArbitrary,
  description: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, text),
  taskType: fc.option(fc.constantFrom(...TaskType.options)),
  agentType: fc.option(fc.constantFrom('backend-agent' as const, 'testing-agent' as const)),
  priority: fc.constantFrom('critical', 'high', 'medium', 'low'),
  completionCriteria: linesArbitrary,
  acceptanceCriteria: linesArbitrary,
  files: fc.array(
    fc.constantFrom('src/a.ts', 'src/**/*.ts', 'docs/with space.md', 'tick`s, "and".md', ' x'),
    { maxLength: 2 },
  ),
  risk: fc.constantFrom('low', 'medium', 'high'),
  tags: fc.array(
    lineArbitrary.filter((line) => line.length <= 60),
    { maxLength: 2 },
  ),
});

function treeArbitrary(level: number, childrenMax: number): fc.Arbitrary<TreeNode> {
  if (level === 5) {
    return fc
      .record({
        fields: fieldsArbitrary,
        estimate: estimateArbitrary,
        use: fc.option(fc.constantFrom(...resourceNames), { freq: 4 }),
      })
      .map(({ fields, estimate, use }) => ({
        ...fields,
        estimate,
        uses: use === null ? [] : [{ name: use, units: 1 }],
      }));
  }
  return fc
    .record({
      fields: fieldsArbitrary,
      children: fc.array(treeArbitrary(level + 1, childrenMax), {
        minLength: 1,
        maxLength: childrenMax,
        size: 'max',
      }),
    })
    .map(({ fields, children }) => ({ ...fields, children }));
}

/**
 * Plans that `compilePlan` has no error for, with edges of every kind, resources and texts that
 * try to look like Markdown.
 */
export function arbitraryPlan(shape: PlanShape = {}): fc.Arbitrary<PlanDocument> {
  const { childrenMax = 2, epicsMax = 1, edgesMax = 12 } = shape;
  return fc
    .record({
      title: lineArbitrary,
      goal: fc.oneof(fc.constant(''), text),
      source: fc.record({
        kind: fc.constantFrom('model', 'template', 'manual', 'markdown'),
        name: fc.option(text.map((name) => name.slice(0, 200))),
      }),
      epics: fc.array(treeArbitrary(0, childrenMax), { minLength: 1, maxLength: epicsMax }),
      epicNumber: fc.integer({ min: 1, max: 900 }),
      capacity: fc.integer({ min: 1, max: 4 }),
      lockId: fc.option(fc.constant('database-main')),
      isReversed: fc.boolean(),
      isShuffled: fc.boolean(),
      edges: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 5 })), { maxLength: edgesMax }),
      externals: fc.array(fc.nat(), { maxLength: 2 }),
    })
    .map(({ capacity, lockId, edges, isReversed, isShuffled, externals, ...tree }) => {
      const { document } = buildPlan({
        ...tree,
        resources: resourceNames.map((name): PlanResource => ({ name, capacity, lockId })),
      });
      const picked = pickEdges(document, edges, isReversed);
      return {
        ...document,
        edges: isShuffled ? picked.toReversed() : picked,
        externals: externals.map((at) => ({
          nodeId: idAt(document.nodes, at),
          planId: `pln_0190b5c8-6c1f-7000-8000-00000000000${at % 10}`,
          otherId: at % 2 === 0 ? null : 'F.001.02',
        })),
      };
    });
}

function idAt(nodes: readonly PlanNode[], at: number): string {
  return nodes[at % nodes.length]?.id ?? '';
}

/**
 * Edges without a cycle: all lead from earlier to later nodes of the document, or all the other
 * way. One pair of nodes has one edge, and parallel ones join only what nothing orders.
 */
function pickEdges(
  document: PlanDocument,
  wanted: readonly (readonly [number, number, number])[],
  isReversed: boolean,
): PlanEdge[] {
  const index = indexPlan(document);
  const edges: PlanEdge[] = [];
  const seen = new Set<string>();
  for (const [first, second, kind] of wanted.toSorted(
    (a, b) => kindOrder(a[2]) - kindOrder(b[2]),
  )) {
    const low = Math.min(first % index.nodes.length, second % index.nodes.length);
    const high = Math.max(first % index.nodes.length, second % index.nodes.length);
    if (isWithin(index, high, low) || seen.has(`${low} ${high}`)) continue;
    const [from, to] = isReversed ? [high, low] : [low, high];
    if (kind === 3 && reaches(indexPlan({ ...document, edges }), from, to)) continue;
    seen.add(`${low} ${high}`);
    edges.push({ from: idAt(index.nodes, from), to: idAt(index.nodes, to), ...kindOf(kind) });
  }
  return edges;
}

/** Parallel edges come last, when all that orders is known. */
function kindOrder(kind: number): number {
  return kind === 3 ? 1 : 0;
}

function kindOf(kind: number): Pick<PlanEdge, 'kind' | 'when'> {
  if (kind === 3) return { kind: 'parallel' };
  if (kind === 4) return { kind: 'resource' };
  if (kind === 5) return { kind: 'conditional', when: 'failed' };
  return kind === 2 ? { kind: 'conditional', when: 'done' } : { kind: 'sequential' };
}

/** Whether all of one node comes before any of another, by walking the graph. */
export function reaches(index: PlanIndex, from: number, to: number): boolean {
  const graph = precedenceGraph(index);
  const seen = new Set([2 * from + 1]);
  for (const vertex of seen) {
    for (let at = graph.offsets[vertex] ?? 0; at < (graph.offsets[vertex + 1] ?? 0); at += 1) {
      seen.add(graph.targets[at] ?? 0);
    }
  }
  return seen.has(2 * to);
}
