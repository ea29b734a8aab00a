import type { PlanDocument, PlanEdge } from '@mosaic/contract';

/** Words that begin the line of an edge at the node it leads to. */
export const edgeLabels: ReadonlyMap<string, Pick<PlanEdge, 'kind' | 'when'>> = new Map([
  ['After', { kind: 'sequential' }],
  ['Only if done', { kind: 'conditional', when: 'done' }],
  ['Only if failed', { kind: 'conditional', when: 'failed' }],
  ['Beside', { kind: 'parallel' }],
  ['Not while', { kind: 'resource' }],
]);

/** Signs of an edge that stands in the list at the end. */
const signs = { sequential: '→', parallel: '||', conditional: '?', resource: '≠' } as const;
const kinds = new Map(Object.entries(signs).map(([kind, sign]) => [sign as string, kind]));

/**
 * Lines of edges by the node they lead to; null where the order of the edges would be lost that
 * way, or one of them has no label or no node. They are then listed at the end.
 */
export function edgesAtNodes(document: PlanDocument): ReadonlyMap<string, string[]> | null {
  const positions = new Map(document.nodes.map(({ id }, at) => [id, at]));
  if (positions.size !== document.nodes.length) return null;
  const lines = new Map<string, string[]>();
  let last = -1;
  let before = '';
  for (const edge of document.edges) {
    const position = positions.get(edge.to) ?? -1;
    const label = labelOf(edge);
    if (position < last || position < 0 || label === null) return null;
    if (position > last) before = '';
    last = position;
    const own = lines.get(edge.to) ?? [];
    if (label === before) own.push(`${own.pop()}, ${edge.from}`);
    else own.push(`${label}: ${edge.from}`);
    before = label;
    lines.set(edge.to, own);
  }
  return lines;
}

function labelOf(edge: PlanEdge): string | null {
  for (const [label, { kind, when }] of edgeLabels) {
    if (edge.kind === kind && edge.when === when) return label;
  }
  return null;
}

/** An edge of the list at the end, such as `F.001.01 → F.001.02`. */
export function writeEdge({ from, to, kind, when }: PlanEdge): string {
  return `${from} ${signs[kind]} ${to}${when === undefined ? '' : `, if ${when}`}`;
}

export function readEdge(text: string): unknown {
  const found = /^(\S+) (→|->|\|\||\?|≠) ([^\s,]+)(?:, if (done|failed))?$/.exec(text);
  if (found === null) return null;
  const [, from, sign = '', to, when] = found;
  const kind = sign === '->' ? 'sequential' : kinds.get(sign);
  return { from, to, kind, ...(when === undefined ? {} : { when }) };
}
