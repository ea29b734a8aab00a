import '@xyflow/react/dist/base.css';
import '../../../styles/graph.css';
import {
  Controls,
  type Edge,
  type IsValidConnection,
  MarkerType,
  type Node,
  type OnConnect,
  ReactFlow,
} from '@xyflow/react';
import { useMemo } from 'react';
import type { PlanArrow } from '../../../plan/dependency-graph.ts';
import { usePlan } from '../plan-context.ts';
import { JunctionNode, PlanNodeBox, type PlanNodeData } from './plan-node-box.tsx';
import { boxSize, junctionWidth } from './sizes.ts';
import type { PlacedGraph } from './use-placed.ts';

interface PlanFlowProps {
  placed: PlacedGraph;
  critical: { boxes: ReadonlySet<string>; arrows: ReadonlySet<string> };
  /** Arrow that is chosen. */
  arrowId: string | null;
  onNode: (id: string) => void;
  onUnfold: (id: string) => void;
  /** Asks what a node is to be connected to. */
  onAsk: (id: string) => void;
  onConnect: (from: string, to: string) => void;
  onArrow: (id: string | null) => void;
}

const nodeTypes = { box: PlanNodeBox, junction: JunctionNode };
const fitAll = { padding: 0.08, maxZoom: 1, minZoom: 0.05 };
/** Smallest zoom at which the words on a node can be read. */
const readableZoom = 0.75;
/** Nodes that can all be shown that large; more begin where the plan begins. */
const smallGraph = 24;
const startCorner = { x: 24, y: 24, zoom: 0.9 };

export function PlanFlow(props: PlanFlowProps) {
  const { placed, onConnect, onArrow } = props;
  const nodes = useNodes(props);
  const edges = useMemo(
    () => placed.arrows.map((arrow) => toEdge(arrow, props.critical.arrows, props.arrowId)),
    [placed.arrows, props.critical.arrows, props.arrowId],
  );
  const connect: OnConnect = ({ source, target }) => onConnect(source, target);
  const canConnect: IsValidConnection = ({ source, target }) =>
    nodes.some((node) => node.id === target && node.type === 'box') && !isRelated(source, target);

  return (
    <section className="graph plan-graph" aria-label="Dependency graph">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        {...(placed.nodes.length <= smallGraph
          ? { fitView: true, fitViewOptions: { ...fitAll, minZoom: readableZoom } }
          : { defaultViewport: startCorner })}
        minZoom={0.05}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        onlyRenderVisibleElements={placed.nodes.length > 200}
        zoomOnScroll={false}
        preventScrolling={false}
        panOnScroll={false}
        zoomOnDoubleClick={false}
        connectionRadius={28}
        isValidConnection={canConnect}
        onConnect={connect}
        onEdgeClick={(_event, edge) => onArrow(edge.id)}
        onPaneClick={() => onArrow(null)}
      >
        <Controls showInteractive={false} fitViewOptions={fitAll} position="top-right" />
      </ReactFlow>
    </section>
  );
}

function useNodes(props: PlanFlowProps): Node<PlanNodeData>[] {
  const { outline, progressOf } = usePlan();
  const { placed, critical, onNode, onUnfold, onAsk } = props;
  return useMemo(
    () =>
      placed.nodes.map((node): Node<PlanNodeData> => {
        const position = placed.at.get(node.id) ?? { x: 0, y: 0 };
        const isCritical = critical.boxes.has(node.id);
        const width = node.kind === 'box' ? boxSize.width : junctionWidth;
        const place = { id: node.id, position, width, height: boxSize.height };
        if (node.kind === 'junction') {
          const data = { label: node.ofId, isCritical };
          return { ...place, type: 'junction', data: { ...emptyData, ...data } };
        }
        const data: PlanNodeData = {
          label: node.id,
          title: outline.nodes[node.position]?.title ?? '',
          leaves: node.leaves,
          isLeaf: outline.end[node.position] === node.position + 1,
          minutes: outline.minutes[node.position] ?? 0,
          progress: progressOf.get(node.id) ?? null,
          isCritical,
          onOpen: onNode,
          onUnfold,
          onAsk,
        };
        return { ...place, type: 'box', data };
      }),
    [placed, critical, outline, progressOf, onNode, onUnfold, onAsk],
  );
}

const emptyData: PlanNodeData = {
  label: '',
  title: '',
  leaves: 0,
  isLeaf: true,
  minutes: 0,
  progress: null,
  isCritical: false,
  onOpen: () => {},
  onUnfold: () => {},
  onAsk: () => {},
};

const arrowEnd = { type: MarkerType.ArrowClosed, width: 14, height: 14 };
const criticalEnd = { ...arrowEnd, width: 9, height: 9, color: 'var(--critical)' };
const chosenEnd = { ...arrowEnd, width: 8, height: 8, color: 'var(--accent)' };

/** Ends grow with the line: thick lines have smaller ones. */
function endOf(isCritical: boolean, isChosen: boolean): typeof arrowEnd {
  if (isChosen) return chosenEnd;
  return isCritical ? criticalEnd : arrowEnd;
}

function toEdge(arrow: PlanArrow, critical: ReadonlySet<string>, chosenId: string | null): Edge {
  const isOrder = arrow.kind === 'sequential' || arrow.kind === 'conditional';
  const isCritical = critical.has(arrow.id);
  const words = arrow.when === undefined ? {} : { label: arrow.when === 'done' ? 'yes' : 'no' };
  return {
    id: arrow.id,
    source: arrow.from,
    target: arrow.to,
    interactionWidth: 24,
    zIndex: isCritical ? 1 : 0,
    className: [
      `edge-${arrow.kind}`,
      isCritical && 'edge-critical',
      arrow.id === chosenId && 'edge-chosen',
    ]
      .filter(Boolean)
      .join(' '),
    ...words,
    ...(isOrder ? { markerEnd: endOf(isCritical, arrow.id === chosenId) } : {}),
  };
}

/** A node can not wait for what is above or below it. */
function isRelated(a: string, b: string): boolean {
  const first = `${a.slice(a.indexOf('.'))}.`;
  const second = `${b.slice(b.indexOf('.'))}.`;
  return first.startsWith(second) || second.startsWith(first);
}
