import {
  MosaicError,
  type PlanDocument,
  type PlanEdge,
  type PlanFinding,
  type PlanNode,
  type PlanNodeFields,
} from '@mosaic/contract';
import { type CompileOptions, compilePlan } from '../plan/compile-plan.ts';
import {
  ancestorsOf,
  childId,
  compareNodeIds,
  epicNumberMax,
  levelNumber,
  numberOf,
  parentIdOf,
} from '../plan/node-id.ts';
import { indexPlan } from '../plan/plan-index.ts';
import { type NextSplit, nextToSplit } from './next-to-split.ts';

/** A node without an id: it takes the next free number below its parent. */
export interface ProposedNode extends PlanNodeFields {
  /** Where a whole branch is proposed at once. */
  readonly children?: readonly ProposedNode[];
}

/** An edge between ids of the plan and proposed nodes: `#2` is the second, `#2.1` its first child. */
export interface ProposedEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: PlanEdge['kind'];
  readonly when?: PlanEdge['when'];
}

export interface ProposeOptions extends CompileOptions {
  /** Number of the first epic of a plan that has none; 1 where left out. */
  readonly epicNumber?: number | undefined;
  /** What the compiler said before, where it is known already. */
  readonly before?: readonly PlanFinding[] | undefined;
}

export interface ProposalResult {
  readonly isAccepted: boolean;
  /** With the proposed nodes and edges; the one given where they were refused. */
  readonly document: PlanDocument;
  /** What the proposal caused, errors first; an accepted one may carry warnings and advice. */
  readonly findings: readonly PlanFinding[];
  /** Ids the proposed nodes have, or would have: of the uppermost ones, in the order given. */
  readonly added: readonly string[];
  /** The node whose children are wanted next; null when nothing is left to split. */
  readonly next: NextSplit | null;
}

/**
 * Takes proposed children of one node into a plan, all or none.
 *
 * Accepted is what adds no error to the plan. That the new nodes have no children yet is none: they
 * are split next, level by level. Throws `not_found` for a parent that is not in the plan.
 */
export function propose(
  document: PlanDocument,
  parentId: string | null,
  nodes: readonly ProposedNode[],
  edges: readonly ProposedEdge[],
  options: ProposeOptions = {},
): ProposalResult {
  if (parentId !== null && !document.nodes.some(({ id }) => id === parentId)) {
    throw new MosaicError(
      'not_found',
      `There is no ${parentId} in the plan. Propose children of a node it has.`,
    );
  }
  const refused = (findings: readonly PlanFinding[], added: readonly string[]) => ({
    isAccepted: false,
    document,
    findings,
    added,
    next: nextToSplit(indexPlan(document)),
  });
  const placed = placeAll(document, parentId, nodes, options.epicNumber ?? 1);
  if ('finding' in placed) return refused([placed.finding], []);
  const { idOf, added } = placed;
  const unknown = edges.flatMap(({ from, to }) => [from, to]).filter((end) => isUnknown(idOf, end));
  if (unknown.length > 0) {
    return refused(
      [...new Set(unknown)].map((end) => unknownEnd(parentId, end, added.length)),
      added,
    );
  }
  const candidate = joined(
    document,
    placed.nodes,
    edges.map((edge) => edgeOf(edge, idOf)),
  );
  const before = options.before ?? compilePlan(document, options).findings;
  const compiled = compilePlan(candidate, options);
  const fresh = new Set(placed.nodes.map(({ id }) => id));
  const findings = caused(before, compiled.findings, fresh);
  if (findings.some(({ severity }) => severity === 'error')) return refused(findings, added);
  return {
    isAccepted: true,
    document: compiled.index.document,
    findings,
    added,
    next: nextToSplit(compiled.index),
  };
}

interface Placed {
  nodes: PlanNode[];
  /** Ids by reference: `#1`, `#1.2` … */
  idOf: Map<string, string>;
  added: string[];
}

function placeAll(
  document: PlanDocument,
  parentId: string | null,
  nodes: readonly ProposedNode[],
  epicNumber: number,
): Placed | { finding: PlanFinding } {
  const placed: Placed = { nodes: [], idOf: new Map(), added: [] };
  const place = (node: ProposedNode, parent: string | null, number: number, reference: string) => {
    const { children = [], ...fields } = node;
    const id = childId(parent, number);
    placed.nodes.push({ ...fields, id, parentId: parent });
    placed.idOf.set(reference, id);
    for (const [at, child] of children.entries())
      place(child, id, at + 1, `${reference}.${at + 1}`);
    return id;
  };
  const first = nextNumber(document, parentId, epicNumber);
  try {
    for (const [at, node] of nodes.entries()) {
      placed.added.push(place(node, parentId, first + at, `#${at + 1}`));
    }
    return placed;
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const isTooDeep = parentId !== null && reason.includes('atomic');
    return {
      finding: {
        code: isTooDeep ? 'atomic_has_children' : 'too_many_children',
        severity: 'error',
        path: pathOf(parentId),
        message: `${reason} Propose fewer nodes, or fewer levels.`,
      },
    };
  }
}

function nextNumber(document: PlanDocument, parentId: string | null, epicNumber: number): number {
  let last = parentId === null ? epicNumber - 1 : 0;
  for (const { id } of document.nodes) {
    if (levelNumber(id) >= 0 && parentIdOf(id) === parentId) last = Math.max(last, numberOf(id));
  }
  return Math.min(last + 1, epicNumberMax + 1);
}

function joined(
  document: PlanDocument,
  nodes: readonly PlanNode[],
  edges: readonly PlanEdge[],
): PlanDocument {
  return {
    ...document,
    nodes: [...document.nodes, ...nodes].sort((a, b) => compareNodeIds(a.id, b.id)),
    edges: [...document.edges, ...edges],
  };
}

function edgeOf(edge: ProposedEdge, idOf: ReadonlyMap<string, string>): PlanEdge {
  const { from, to, kind, when } = edge;
  const ends = { from: idOf.get(from) ?? from, to: idOf.get(to) ?? to, kind };
  return when === undefined ? ends : { ...ends, when };
}

function isUnknown(idOf: ReadonlyMap<string, string>, end: string): boolean {
  return end.startsWith('#') && !idOf.has(end);
}

function unknownEnd(parentId: string | null, end: string, count: number): PlanFinding {
  return {
    code: 'edge_unknown_node',
    severity: 'error',
    path: pathOf(parentId),
    message: `An edge names ${end}, but the proposal has ${count} nodes: #1 to #${count}. Correct or remove it.`,
  };
}

/** Findings that were not there before, without the lack of children of what is new. */
function caused(
  before: readonly PlanFinding[],
  after: readonly PlanFinding[],
  fresh: ReadonlySet<string>,
): PlanFinding[] {
  const known = new Set(before.map(nameOf));
  return after.filter(
    (finding) =>
      !(finding.code === 'leaf_not_atomic' && fresh.has(finding.path.at(-1) ?? '')) &&
      !known.has(nameOf(finding)),
  );
}

function nameOf({ code, path, message }: PlanFinding): string {
  return `${code} ${path.at(-1) ?? ''} ${message}`;
}

function pathOf(id: string | null): string[] {
  return id === null || levelNumber(id) < 0 ? [] : [...ancestorsOf(id), id];
}
