import type { PlanNode } from '@mosaic/contract';
import { planLevels } from '@mosaic/contract';
import { Facts } from '../../components/facts.tsx';
import { Icon } from '../../components/icon.tsx';
import { NodeStatus } from '../../components/plan-badges.tsx';
import { formatLabel } from '../../format/label.ts';
import { formatTokens } from '../../format/tokens.ts';
import { formatWork } from '../../format/work-time.ts';
import { idsAbove, isLeaf } from '../../plan/outline.ts';
import { NodeEdges } from './node-edges.tsx';
import { NodeForm } from './node-form.tsx';
import { NodeLink } from './node-link.tsx';
import { usePlan } from './plan-context.ts';
import { useNodeForm } from './use-node-form.ts';

/** All about one node: where it stands, when it is due, what it hangs together with, its fields. */
export function NodeDetail({ id }: { id: string }) {
  const { outline, editor, onNode } = usePlan();
  const onForm = useNodeForm();
  const position = outline.positionOf.get(id) ?? -1;
  const node = outline.nodes[position];
  if (node === undefined) return <p>This node is no longer in the plan.</p>;
  const level = outline.level[position] ?? 0;
  return (
    <>
      <p className="node-way">
        {idsAbove(outline, id).map((above) => (
          <NodeLink key={above} id={above} />
        ))}
        <span>{formatLabel(planLevels[level] ?? '')}</span>
      </p>
      <NodeTimes node={node} position={position} />
      <p className="button-row">
        <button type="button" className="button small" onClick={() => onForm(id, 'connect')}>
          Connect …
        </button>
        {level > 0 && (
          <button type="button" className="button small" onClick={() => onForm(id, 'move')}>
            Move …
          </button>
        )}
        <button
          type="button"
          className="button small"
          onClick={() => {
            onNode(null);
            editor.edit([{ kind: 'remove', nodeId: id }]);
          }}
        >
          <Icon name="close" />
          Delete{isLeaf(outline, position) ? '' : ' with all below'}
        </button>
      </p>
      <NodeEdges id={id} />
      <section className="detail-section" aria-label="Fields">
        <NodeForm key={id} node={node} level={level} isLeaf={isLeaf(outline, position)} />
      </section>
    </>
  );
}

function NodeTimes({ node, position }: { node: PlanNode; position: number }) {
  const { outline, scheduleOf, progressOf } = usePlan();
  const time = scheduleOf.get(node.id);
  const progress = progressOf.get(node.id);
  const leaves = outline.leaves[position] ?? 1;
  return (
    <Facts
      facts={[
        ['Status', progress === undefined ? null : <NodeStatus key="s" progress={progress} />],
        [
          'Evidence',
          progress?.evidenceScore == null ? null : `${Math.round(progress.evidenceScore)} of 100`,
        ],
        [
          'Work',
          `${formatWork(outline.minutes[position] ?? 0)}${leaves > 1 ? ` in ${leaves} atomics` : ''}`,
        ],
        [
          'Used',
          progress?.usedTokens == null ? null : `${formatTokens(progress.usedTokens)} tokens`,
        ],
        [
          'Scheduled',
          time === undefined
            ? null
            : `from ${formatWork(time.startMinutes)} to ${formatWork(time.endMinutes)}`,
        ],
        [
          'Slack',
          time === undefined
            ? null
            : time.isCritical
              ? 'none: it lies on the critical path'
              : formatWork(time.slackMinutes),
        ],
      ]}
    />
  );
}
