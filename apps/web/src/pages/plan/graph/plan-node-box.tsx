import type { PlanNodeProgress } from '@mosaic/contract';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Icon } from '../../../components/icon.tsx';
import { nodeIcon, nodeTone } from '../../../components/plan-badges.tsx';
import { formatCount } from '../../../format/count.ts';
import { formatLabel } from '../../../format/label.ts';
import { formatWork } from '../../../format/work-time.ts';
import { printable } from '../../../text/printable-text.ts';

export interface PlanNodeData extends Record<string, unknown> {
  label: string;
  title: string;
  leaves: number;
  isLeaf: boolean;
  minutes: number;
  progress: PlanNodeProgress | null;
  isCritical: boolean;
  onOpen: (id: string) => void;
  onUnfold: (id: string) => void;
  onAsk: (id: string) => void;
}

/** A button, so that the keyboard reaches every node; C asks what to connect it to. */
export function PlanNodeBox({ data }: NodeProps<Node<PlanNodeData>>) {
  const { label, progress, isLeaf, isCritical } = data;
  const tone = progress === null ? 'none' : nodeTone(progress.status);
  const classes = [
    'graph-node nopan',
    `tone-${tone}`,
    isCritical && 'graph-critical',
    !isLeaf && 'graph-folded',
  ];
  return (
    <>
      <Handle type="target" position={Position.Left} className="graph-port" />
      <button
        type="button"
        className={classes.filter(Boolean).join(' ')}
        title={printable(data.title)}
        aria-keyshortcuts="c"
        onClick={() => (isLeaf ? data.onOpen(label) : data.onUnfold(label))}
        onKeyDown={(event) => {
          if (event.key.toLowerCase() !== 'c' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          data.onAsk(label);
        }}
      >
        <span className="graph-node-head">
          {progress !== null && <Icon name={nodeIcon(progress.status)} />}
          <span className="mono">{label}</span>
          <span className="graph-node-status">
            {progress !== null ? formatLabel(progress.status) : isCritical ? 'critical' : ''}
          </span>
        </span>
        <span className="graph-node-title">{printable(data.title)}</span>
        {!isLeaf && (
          <span className="graph-node-more">
            {formatCount(data.leaves, 'atomic')}, {formatWork(data.minutes)}
          </span>
        )}
      </button>
      <Handle type="source" position={Position.Right} className="graph-port" />
    </>
  );
}

/** Where many arrows meet: all of a node is over. */
export function JunctionNode({ data }: NodeProps<Node<PlanNodeData>>) {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <span
        className={data.isCritical ? 'graph-junction graph-critical' : 'graph-junction'}
        title={`all of ${data.label}`}
      />
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  );
}
