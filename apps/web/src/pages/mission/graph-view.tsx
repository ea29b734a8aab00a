import '@xyflow/react/dist/base.css';
import '../../styles/graph.css';
import { Controls, type Edge, MarkerType, type Node, ReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import { layoutGraph } from '../../graph/layout.ts';
import type { PlanGraph } from '../../graph/plan-graph.ts';
import { GraphNode, type GraphNodeData } from './graph-node.tsx';

interface GraphViewProps {
  graph: PlanGraph;
  onTask: (taskId: string) => void;
  onPhase: (phase: number) => void;
}

const size = { width: 208, height: 66 };
const nodeTypes = { plan: GraphNode };
const fitAll = { padding: 0.08, maxZoom: 1, minZoom: 0.1 };
/** Smallest zoom at which the words on a node can be read. */
const readableZoom = 0.8;

export function GraphView({ graph, onTask, onPhase }: GraphViewProps) {
  // Places depend on the shape of the plan only: a change of status must not move anything.
  const shape = JSON.stringify([graph.nodes.map((node) => node.id), graph.edges]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for the nodes and edges.
  const placed = useMemo(() => layoutGraph(graph.nodes, graph.edges, size), [shape]);

  const nodes = useMemo(() => {
    const nodeOf = new Map(graph.nodes.map((node) => [node.id, node]));
    return placed.flatMap(({ id, x, y }): Node<GraphNodeData>[] => {
      const node = nodeOf.get(id);
      if (node === undefined) return [];
      const onOpen = () => (node.kind === 'task' ? onTask(node.id) : onPhase(node.number));
      return [{ id, type: 'plan', position: { x, y }, ...size, data: { node, onOpen } }];
    });
  }, [placed, graph.nodes, onTask, onPhase]);

  const edges = useMemo(() => {
    const doneIds = new Set(
      graph.nodes.flatMap((node) =>
        node.kind === 'task' && node.task.status === 'done' ? [node.id] : [],
      ),
    );
    return graph.edges.map(
      ({ from, to }): Edge => ({
        id: `${from}>${to}`,
        source: from,
        target: to,
        focusable: false,
        className: doneIds.has(from) ? 'edge-free' : 'edge-waiting',
        markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
      }),
    );
  }, [graph]);

  // Opens where work is going on, large enough to read; the button shows the whole.
  const start = { padding: 0.08, maxZoom: 1, minZoom: readableZoom, nodes: currentNodes(graph) };

  return (
    <section className="graph" aria-label="Task graph">
      <ReactFlow
        key={shape.length}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={start}
        minZoom={0.1}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements={graph.nodes.length > 200}
        zoomOnScroll={false}
        preventScrolling={false}
        panOnScroll={false}
        zoomOnDoubleClick={false}
      >
        <Controls showInteractive={false} fitViewOptions={fitAll} position="top-right" />
      </ReactFlow>
    </section>
  );
}

/** Tasks of the phase that is being worked on, on a narrow screen only those that run; else everything. */
function currentNodes(graph: PlanGraph): { id: string }[] {
  const current = graph.nodes.find(
    (node) => node.kind === 'task' && node.task.status === 'in-progress',
  );
  if (current?.kind !== 'task') return graph.nodes;
  const isNarrow = matchMedia('(max-width: 760px)').matches;
  return graph.nodes.filter(
    (node) =>
      node.kind === 'task' &&
      (isNarrow ? node.task.status === 'in-progress' : node.task.phase === current.task.phase),
  );
}
