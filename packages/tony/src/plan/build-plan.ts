import {
  MosaicError,
  PlanDocument,
  type PlanEdge,
  type PlanExternal,
  type PlanNodeFields,
  type PlanResource,
  type PlanSource,
} from '@mosaic/contract';
import { childId } from './node-id.ts';
import { sortEdges } from './sort-edges.ts';

/** A node that has no id yet: its place in the tree decides it. */
export interface TreeNode extends Partial<PlanNodeFields> {
  readonly title: string;
  /** Name by which edges find it; unique in the tree. */
  readonly key?: string | undefined;
  readonly children?: readonly TreeNode[] | undefined;
}

/** An edge between nodes named by their keys. */
export interface TreeEdge {
  readonly from: string;
  readonly to: string;
  readonly kind?: PlanEdge['kind'] | undefined;
  readonly when?: PlanEdge['when'];
}

export interface PlanTree {
  readonly title: string;
  readonly goal?: string | undefined;
  readonly source: PlanSource;
  readonly epics: readonly TreeNode[];
  readonly edges?: readonly TreeEdge[] | undefined;
  readonly resources?: readonly PlanResource[] | undefined;
  readonly externals?: readonly PlanExternal[] | undefined;
  /** Number of the first epic; 1 where left out. */
  readonly epicNumber?: number | undefined;
}

export interface BuiltPlan {
  readonly document: PlanDocument;
  /** Id that the node of a key was given. */
  readonly idOf: ReadonlyMap<string, string>;
}

/**
 * Numbers a tree from top to bottom and makes a document of it.
 *
 * The tree is taken as it is: what breaks the rules of plans is for `compilePlan` to tell. Throws
 * `invalid_input` for what no document can hold: a tree deeper than six levels, more siblings than
 * there are numbers, a key used twice, an edge to a key that is not there, or a text too long.
 */
export function buildPlan(tree: PlanTree): BuiltPlan {
  const idOf = new Map<string, string>();
  const nodes: unknown[] = [];
  const place = (node: TreeNode, parentId: string | null, number: number) => {
    const id = idFor(node, parentId, number);
    const { key, children = [], ...fields } = node;
    if (key !== undefined) {
      if (idOf.has(key)) throw new MosaicError('invalid_input', `Two nodes have the key "${key}".`);
      idOf.set(key, id);
    }
    nodes.push({ ...fields, id, parentId });
    for (const [at, child] of children.entries()) place(child, id, at + 1);
  };
  const first = tree.epicNumber ?? 1;
  for (const [at, epic] of tree.epics.entries()) place(epic, null, first + at);
  const edges = (tree.edges ?? []).map(({ kind = 'sequential', when, ...edge }) => ({
    from: known(idOf, edge.from),
    to: known(idOf, edge.to),
    kind,
    ...(when === undefined ? {} : { when }),
  }));
  const { title, goal, source, resources, externals } = tree;
  const parsed = PlanDocument.safeParse({
    title,
    goal,
    source,
    nodes,
    edges: sortEdges(edges),
    resources,
    externals,
  });
  if (parsed.success) return { document: parsed.data, idOf };
  throw unfit(parsed.error.issues, nodes);
}

/** What keeps a document from being one, in words: the first few places. */
function unfit(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
  nodes: readonly unknown[],
): MosaicError {
  const places = issues.slice(0, 5).map(({ path, message }) => {
    const node = path[0] === 'nodes' ? nodes[Number(path[1])] : undefined;
    const named = node as { id: string; title: string } | undefined;
    const place =
      named === undefined
        ? path.join('.')
        : `${named.id} "${named.title.slice(0, 60)}" ${path.slice(2).join('.')}`;
    return `${place}: ${message}`;
  });
  return new MosaicError('invalid_input', `This is no plan. ${places.join('; ')}`);
}

function idFor(node: TreeNode, parentId: string | null, number: number): string {
  try {
    return childId(parentId, number);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new MosaicError(
      'invalid_input',
      `"${node.title.slice(0, 60)}" cannot be placed in the plan. ${reason}`,
      { cause },
    );
  }
}

function known(idOf: ReadonlyMap<string, string>, key: string): string {
  const id = idOf.get(key);
  if (id !== undefined) return id;
  throw new MosaicError('invalid_input', `An edge names "${key}", which no node has as its key.`);
}
