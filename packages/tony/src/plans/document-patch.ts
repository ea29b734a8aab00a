import type {
  PlanDocument,
  PlanEdge,
  PlanExternal,
  PlanNode,
  PlanResource,
} from '@mosaic/contract';
import { diffLists, type ListPatch, patchList, type TwoWays } from './list-patch.ts';

type Head = Pick<PlanDocument, 'title' | 'goal' | 'source'>;

/** What turns one document into another; parts that stay as they are are left out. */
export interface DocumentPatch {
  readonly head?: Head;
  readonly nodes?: ListPatch<PlanNode>;
  readonly edges?: ListPatch<PlanEdge>;
  readonly resources?: ListPatch<PlanResource>;
  readonly externals?: ListPatch<PlanExternal>;
}

/** Null when the documents are equal. */
export function diffDocuments(
  before: PlanDocument,
  after: PlanDocument,
): TwoWays<DocumentPatch> | null {
  const forward: Record<string, unknown> = {};
  const backward: Record<string, unknown> = {};
  const [was, is] = [headOf(before), headOf(after)];
  if (JSON.stringify(was) !== JSON.stringify(is)) {
    forward.head = is;
    backward.head = was;
  }
  for (const part of ['nodes', 'edges', 'resources', 'externals'] as const) {
    const patch = diffLists<unknown>(before[part], after[part]);
    if (patch === null) continue;
    forward[part] = patch.forward;
    backward[part] = patch.backward;
  }
  return Object.keys(forward).length === 0 ? null : { forward, backward };
}

export function patchDocument(document: PlanDocument, patch: DocumentPatch): PlanDocument {
  return {
    ...document,
    ...patch.head,
    nodes: patch.nodes ? patchList(document.nodes, patch.nodes) : document.nodes,
    edges: patch.edges ? patchList(document.edges, patch.edges) : document.edges,
    resources: patch.resources
      ? patchList(document.resources, patch.resources)
      : document.resources,
    externals: patch.externals
      ? patchList(document.externals, patch.externals)
      : document.externals,
  };
}

function headOf({ title, goal, source }: PlanDocument): Head {
  return { title, goal, source };
}
