import { edgeEnds } from '../edge-ends.ts';
import type { PlanIndex } from '../plan-index.ts';
import { isWithin, type PrecedenceGraph } from '../precedence-graph.ts';
import type { TopologicalOrder } from '../topological-order.ts';
import type { FindingList } from './finding-list.ts';

/** Vertices passed in all; a plan that needs more has hundreds of thousands of parallel edges. */
const stepsMax = 100_000_000;
/** Questions answered in one pass: one bit each. */
const batchSize = 31;

/** Whether `source` comes before `target`, asked for the edge at `edge`. */
interface Question {
  readonly edge: number;
  readonly source: number;
  readonly target: number;
}

/** Nodes said to be parallel are not put one after the other by other dependencies. */
export function checkParallel(
  index: PlanIndex,
  findings: FindingList,
  { graph, sorted }: { graph: PrecedenceGraph; sorted: TopologicalOrder },
): void {
  const { rank } = sorted;
  const questions = questionsOf(index, rank).sort(
    (a, b) => (rank[a.source] ?? 0) - (rank[b.source] ?? 0),
  );
  const reached = new Int32Array(graph.size);
  let steps = 0;
  for (let at = 0; at < questions.length; at += batchSize) {
    const batch = questions.slice(at, at + batchSize);
    if (steps > stepsMax) {
      findings.at('parallel_unchecked', -1, () => {
        return `${questions.length - at} parallel dependencies were not compared with the order of the plan: there are too many. Remove those that say nothing.`;
      });
      return;
    }
    steps += pass(graph, sorted, batch, reached);
    for (const [bit, question] of batch.entries()) {
      if (((reached[question.target] ?? 0) & (1 << bit)) === 0) continue;
      report(index, findings, question);
    }
  }
}

function report(index: PlanIndex, findings: FindingList, { edge, source }: Question): void {
  const given = index.document.edges[edge];
  if (given === undefined) return;
  const [first, second] =
    index.nodes[source >> 1]?.id === given.from ? [given.from, given.to] : [given.to, given.from];
  findings.at('parallel_contradiction', index.find(given.to), () => {
    return `${given.from} and ${given.to} are said to be parallel, but ${first} comes before ${second}. Remove the parallel dependency, or what orders them.`;
  });
}

/** Of two nodes only the one whose end was sorted before the other's start can come first. */
function questionsOf(index: PlanIndex, rank: Int32Array): Question[] {
  const ends = edgeEnds(index);
  const questions: Question[] = [];
  for (const [edge, { kind }] of index.document.edges.entries()) {
    if (kind !== 'parallel') continue;
    const from = ends[2 * edge] ?? -1;
    const to = ends[2 * edge + 1] ?? -1;
    if (from < 0 || to < 0 || isWithin(index, from, to) || isWithin(index, to, from)) continue;
    for (const [first, second] of [
      [from, to],
      [to, from],
    ] as const) {
      const source = 2 * first + 1;
      const target = 2 * second;
      const start = rank[source] ?? -1;
      if (start >= 0 && start < (rank[target] ?? -1)) questions.push({ edge, source, target });
    }
  }
  return questions;
}

/** Marks with bit `i` all vertices that come after the source of question `i`; gives the steps taken. */
function pass(
  { offsets, targets }: PrecedenceGraph,
  { order, rank }: TopologicalOrder,
  batch: readonly Question[],
  reached: Int32Array,
): number {
  const begin = rank[batch[0]?.source ?? 0] ?? 0;
  let end = begin;
  for (const { target } of batch) end = Math.max(end, rank[target] ?? 0);
  for (let at = begin; at <= end; at += 1) reached[order[at] ?? 0] = 0;
  for (const [bit, { source }] of batch.entries()) {
    reached[source] = (reached[source] ?? 0) | (1 << bit);
  }
  for (let at = begin; at < end; at += 1) {
    const vertex = order[at] ?? 0;
    const bits = reached[vertex] ?? 0;
    if (bits === 0) continue;
    const stop = offsets[vertex + 1] ?? 0;
    for (let edge = offsets[vertex] ?? 0; edge < stop; edge += 1) {
      const target = targets[edge] ?? 0;
      const place = rank[target] ?? -1;
      if (place >= 0 && place <= end) reached[target] = (reached[target] ?? 0) | bits;
    }
  }
  return end - begin + batch.length;
}
