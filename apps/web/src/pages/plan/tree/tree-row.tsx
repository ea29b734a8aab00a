import type { PlanNode, PlanNodeProgress, ScheduledNode } from '@mosaic/contract';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import { Icon } from '../../../components/icon.tsx';
import { NodeStatus } from '../../../components/plan-badges.tsx';
import { formatWork } from '../../../format/work-time.ts';
import type { TreeRow } from '../../../plan/visible-rows.ts';
import { printable } from '../../../text/printable-text.ts';
import { agentWords } from '../agent-words.ts';
import { rowDomId } from './row-dom-id.ts';
import type { EditedField, RowEvents } from './row-events.ts';
import { RowMenu } from './row-menu.tsx';

interface TreeRowProps {
  row: TreeRow;
  rowIndex: number;
  node: PlanNode | undefined;
  minutes: number;
  time: ScheduledNode | undefined;
  progress: PlanNodeProgress | undefined;
  hasStatus: boolean;
  waitsFor: readonly string[] | undefined;
  problem: string | undefined;
  isActive: boolean;
  editing: EditedField | null;
  hasMenu: boolean;
  drop: boolean;
  on: RowEvents;
}

/** Memoised: one changed node must not draw hundreds of rows again. */
export const TreeRowView = memo(
  function TreeRowView(props: TreeRowProps) {
    const { row, node, time, progress, on, isActive } = props;
    if (node === undefined) return null;
    const { id } = row;
    return (
      // biome-ignore lint/a11y/useSemanticElements: a treegrid has no native element.
      // biome-ignore lint/a11y/useFocusableInteractive: the treegrid has the focus and names it.
      <div
        role="row"
        id={rowDomId(id)}
        className={rowClass(props)}
        aria-level={row.level + 1}
        aria-rowindex={props.rowIndex}
        aria-posinset={row.place}
        aria-setsize={row.siblings}
        aria-selected={isActive}
        {...(row.isLeaf ? {} : { 'aria-expanded': row.isOpen })}
        draggable={props.editing === null && row.level > 0}
        onClick={() => on.activate(id)}
        onKeyDown={undefined}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', id);
          on.drag(id);
        }}
        onDragEnd={() => on.drag(null)}
        onDragOver={(event) => {
          if (on.over(id)) event.preventDefault();
        }}
        onDrop={(event) => {
          event.preventDefault();
          on.drop(id);
        }}
      >
        <TitleCell {...props} node={node} />
        {props.hasStatus && (
          <Cell name="status">{progress !== undefined && <NodeStatus progress={progress} />}</Cell>
        )}
        <WorkCell {...props} node={node} />
        <Cell name="slack">{time !== undefined && <Slack time={time} isLeaf={row.isLeaf} />}</Cell>
        <Cell name="agent">{node.agentType === null ? '' : agentWords(node.agentType)}</Cell>
        <Cell name="waits-for">
          {props.waitsFor !== undefined && <WaitsFor ids={props.waitsFor} />}
        </Cell>
        <Cell name="menu">
          <RowMenu id={id} isOpen={props.hasMenu} level={row.level} on={on} />
        </Cell>
      </div>
    );
  },
  (a, b) => sameRow(a.row, b.row) && sameRest(a, b),
);

/** Rows are made anew with every drawing; what is in them mostly is not. */
function sameRow(a: TreeRow, b: TreeRow): boolean {
  return (Object.keys(a) as (keyof TreeRow)[]).every((name) => a[name] === b[name]);
}

function sameRest(a: TreeRowProps, b: TreeRowProps): boolean {
  return (Object.keys(a) as (keyof TreeRowProps)[]).every(
    (name) => name === 'row' || a[name] === b[name],
  );
}

function rowClass({ row, isActive, drop, problem, time }: TreeRowProps): string {
  return [
    'tree-row',
    `tree-level-${row.level}`,
    isActive && 'tree-active',
    drop && 'tree-drop',
    problem !== undefined && 'tree-problem',
    time?.isCritical && row.isLeaf && 'tree-critical',
  ]
    .filter(Boolean)
    .join(' ');
}

function Cell({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a treegrid has no native element.
    // biome-ignore lint/a11y/useFocusableInteractive: the treegrid has the focus.
    <div role="gridcell" className={`tree-cell tree-${name}`}>
      {children}
    </div>
  );
}

function TitleCell({ row, node, editing, problem, on }: TreeRowProps & { node: PlanNode }) {
  const { id } = row;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a treegrid has no native element.
    // biome-ignore lint/a11y/useFocusableInteractive: the treegrid has the focus.
    <div
      role="gridcell"
      className="tree-cell tree-node"
      style={{ '--level': row.level } as React.CSSProperties}
      onDoubleClick={() => on.startEdit(id, 'title')}
    >
      {row.isLeaf ? (
        <span className="tree-toggle" />
      ) : (
        <button
          type="button"
          tabIndex={-1}
          className={row.isOpen ? 'tree-toggle tree-toggle-open' : 'tree-toggle'}
          aria-label={row.isOpen ? `Close ${id}` : `Open ${id}`}
          onClick={(event) => {
            event.stopPropagation();
            on.toggle(id);
          }}
        >
          <Icon name="right" />
        </button>
      )}
      <span className="tree-id mono">{id}</span>
      {editing === 'title' ? (
        <EditBox
          label={`Title of ${id}`}
          value={node.title}
          onEnd={(text) => on.endEdit(id, 'title', text)}
        />
      ) : (
        <span className="tree-title" title={printable(node.title)}>
          {printable(node.title)}
        </span>
      )}
      {problem !== undefined && (
        <span className="tree-mark tone-bad" title={printable(problem)}>
          <Icon name="failed" />
          <span className="visually-hidden">Error: {printable(problem)}</span>
        </span>
      )}
    </div>
  );
}

function WorkCell({ row, node, minutes, editing, on }: TreeRowProps & { node: PlanNode }) {
  const { id } = row;
  if (editing === 'minutes') {
    return (
      <Cell name="work">
        <EditBox
          label={`Minutes of work for ${id}`}
          type="number"
          value={node.estimate === null ? '' : String(node.estimate.minutes)}
          onEnd={(text) => on.endEdit(id, 'minutes', text)}
        />
      </Cell>
    );
  }
  const { minutesLow, minutesHigh } = node.estimate ?? {};
  const spread =
    minutesLow !== undefined && minutesHigh !== undefined
      ? `${formatWork(minutesLow)} to ${formatWork(minutesHigh)}`
      : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a treegrid has no native element.
    // biome-ignore lint/a11y/useFocusableInteractive: the treegrid has the focus.
    <div
      role="gridcell"
      className={row.isLeaf ? 'tree-cell tree-work' : 'tree-cell tree-work muted'}
      title={spread}
      onDoubleClick={() => on.startEdit(id, 'minutes')}
    >
      {row.isLeaf && node.estimate === null ? (
        <span className="muted">none</span>
      ) : (
        formatWork(minutes)
      )}
    </div>
  );
}

function Slack({ time, isLeaf }: { time: ScheduledNode; isLeaf: boolean }) {
  if (time.isCritical) {
    return <span className={isLeaf ? 'critical-word' : 'critical-word quiet-word'}>critical</span>;
  }
  return <span>{formatWork(time.slackMinutes)}</span>;
}

function WaitsFor({ ids }: { ids: readonly string[] }) {
  return (
    <span className="mono" title={ids.join(', ')}>
      {ids.length === 1 ? ids[0] : `${ids.length} nodes`}
    </span>
  );
}

interface EditBoxProps {
  label: string;
  value: string;
  type?: 'text' | 'number';
  onEnd: (text: string | null) => void;
}

/** Enter and leaving it keep what was typed, Escape does not. */
function EditBox({ label, value, type = 'text', onEnd }: EditBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') onEnd(null);
    if (event.key === 'Enter') onEnd(event.currentTarget.value);
  };
  return (
    <input
      ref={input}
      className="tree-edit"
      type={type}
      min={type === 'number' ? 1 : undefined}
      aria-label={label}
      defaultValue={value}
      maxLength={300}
      onKeyDown={onKeyDown}
      onClick={(event) => event.stopPropagation()}
      onBlur={(event) => onEnd(event.currentTarget.value)}
    />
  );
}
