import { useMemo, useRef } from 'react';
import type { LayeredGraph } from '../../../graph/layered-layout.ts';
import { toNumbers } from '../../../graph/layout.ts';
import { useLayout } from '../../../graph/use-layout.ts';
import type { DependencyGraph } from '../../../plan/dependency-graph.ts';
import { boxSize, junctionWidth } from './sizes.ts';

export interface PlacedGraph extends DependencyGraph {
  at: ReadonlyMap<string, { x: number; y: number }>;
}

interface Shape extends LayeredGraph {
  key: string;
  ids: string[];
}

/** Layers are folded late: arrows into a second column run over the first. */
const options = { ...boxSize, columnLength: 30 };

/** The graph with places. They follow its shape only: a new status or title moves nothing. */
export function usePlaced(graph: DependencyGraph): PlacedGraph | null {
  const shape = useSameShape(graph);
  const answer = useLayout(shape, options);
  return useMemo(() => {
    if (answer === null) return null;
    const { ids } = answer.graph;
    const at = new Map(
      ids.map((id, node) => [id, { x: answer.places.x[node] ?? 0, y: answer.places.y[node] ?? 0 }]),
    );
    // Nodes without a place yet are drawn with the next answer, some milliseconds later.
    const nodes = graph.nodes.filter((node) => at.has(node.id));
    const arrows = graph.arrows.filter((arrow) => at.has(arrow.from) && at.has(arrow.to));
    return { ...graph, nodes, arrows, at };
  }, [answer, graph]);
}

function useSameShape(graph: DependencyGraph): Shape {
  const last = useRef<Shape | null>(null);
  return useMemo(() => {
    const ids = graph.nodes.map((node) => node.id);
    // What orders nothing must not pull nodes into layers.
    const order = graph.arrows.filter(
      (arrow) => arrow.kind === 'sequential' || arrow.kind === 'conditional',
    );
    const key = JSON.stringify([ids, order.map((arrow) => [arrow.from, arrow.to])]);
    if (last.current?.key === key) return last.current;
    const widths = Float64Array.from(graph.nodes, (node) =>
      node.kind === 'box' ? boxSize.width : junctionWidth,
    );
    last.current = { ...toNumbers(ids, order), widths, ids, key };
    return last.current;
  }, [graph]);
}
