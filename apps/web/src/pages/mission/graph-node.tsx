import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Icon } from '../../components/icon.tsx';
import { statusIcon, statusTone } from '../../components/status-badge.tsx';
import { formatLabel } from '../../format/label.ts';
import type { PhaseNode, PlanGraph, TaskNode } from '../../graph/plan-graph.ts';
import { printable } from '../../text/printable-text.ts';

export interface GraphNodeData extends Record<string, unknown> {
  node: PlanGraph['nodes'][number];
  onOpen: () => void;
}

/** A button, so that the keyboard reaches every node as it reaches every row of the table. */
export function GraphNode({ data }: NodeProps<Node<GraphNodeData>>) {
  const { node, onOpen } = data;
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      {node.kind === 'task' ? (
        <TaskBox node={node} onOpen={onOpen} />
      ) : (
        <PhaseBox node={node} onOpen={onOpen} />
      )}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  );
}

function TaskBox({ node: { task }, onOpen }: { node: TaskNode; onOpen: () => void }) {
  return (
    <button
      type="button"
      className={`graph-node nopan tone-${statusTone(task.status)}`}
      onClick={onOpen}
      title={printable(task.title)}
    >
      <span className="graph-node-head">
        <Icon name={statusIcon(task.status)} />
        <span className="mono">{task.key}</span>
        <span className="graph-node-status">{formatLabel(task.status)}</span>
      </span>
      <span className="graph-node-title">{printable(task.title)}</span>
    </button>
  );
}

function PhaseBox({ node, onOpen }: { node: PhaseNode; onOpen: () => void }) {
  const { counts } = node;
  return (
    <button type="button" className="graph-node graph-phase nopan" onClick={onOpen}>
      <span className="graph-node-head">
        <b>
          {node.number} {node.name}
        </b>
      </span>
      <span className="graph-node-title">
        {counts.done} of {node.total} done
        {counts['in-progress'] > 0 && `, ${counts['in-progress']} running`}
        {counts.failed > 0 && `, ${counts.failed} failed`}
        {counts.deferred > 0 && `, ${counts.deferred} deferred`}
      </span>
    </button>
  );
}
