import { type KeyboardEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { useIsNarrow } from '../../../components/use-is-narrow.ts';
import { webLimits } from '../../../limits.ts';
import type { TreeRow } from '../../../plan/visible-rows.ts';
import { usePlan } from '../plan-context.ts';
import { rowDomId } from './row-dom-id.ts';
import { treeAction } from './tree-keys.ts';
import { TreeRowView } from './tree-row.tsx';
import { useTreeActions } from './use-tree-actions.ts';
import { useWindow } from './use-window.ts';

interface TreeGridProps {
  rows: readonly TreeRow[];
  open: ReadonlySet<string>;
  onOpen: (open: ReadonlySet<string>) => void;
  problems: ReadonlyMap<string, string>;
}

/** Rows a key for a page goes over where the page itself scrolls. */
const rowsOfPage = 15;

/**
 * A treegrid: the frame has the focus and names the active row, so that rows out of sight need
 * not be there. Above a few hundred rows only those in sight are drawn.
 */
export function TreeGrid({ rows, open, onOpen, problems }: TreeGridProps) {
  const { outline, scheduleOf, progressOf } = usePlan();
  const frame = useRef<HTMLDivElement>(null);
  const rowHeight = useIsNarrow() ? 48 : 36;
  const isWindowed = rows.length > webLimits.treeRows;
  const sight = useWindow(frame, { count: rows.length, rowHeight, isOn: isWindowed });
  const tree = useTreeActions({ rows, open, onOpen, frame });
  const { id: activeId, isPointed } = tree.active;
  const hasStatus = progressOf.size > 0;
  const waitsFor = useWaitsFor();

  const activeIndex = rows.findIndex((row) => row.id === activeId);
  useScrollToActive(frame, { activeIndex, activeId, isPointed, rowHeight, isWindowed });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== frame.current) return;
    const action = treeAction(event);
    if (action === null) return;
    event.preventDefault();
    tree.act(action, isWindowed ? Math.max(1, sight.rows - 2) : rowsOfPage);
  };

  return (
    <div
      ref={frame}
      className={`tree${isWindowed ? ' tree-windowed' : ''}${hasStatus ? ' tree-with-status' : ''}`}
      role="treegrid"
      aria-label="Nodes of the plan"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={activeIndex < 0 ? undefined : rowDomId(rows[activeIndex]?.id ?? '')}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={sight.onScroll}
      onFocus={() => {
        // Not scrolled to: a click on another row comes right after.
        if (activeIndex < 0 && rows[0] !== undefined) tree.onPointed(rows[0].id);
      }}
    >
      <TreeHead hasStatus={hasStatus} />
      {/* biome-ignore lint/a11y/useSemanticElements: rows of a treegrid, of which a table has none. */}
      <div
        role="rowgroup"
        style={{
          paddingTop: sight.start * rowHeight,
          paddingBottom: (rows.length - sight.end) * rowHeight,
        }}
      >
        {rows.slice(sight.start, sight.end).map((row, index) => (
          <TreeRowView
            key={row.id}
            row={row}
            rowIndex={sight.start + index + 2}
            node={outline.nodes[row.position]}
            minutes={outline.minutes[row.position] ?? 0}
            time={scheduleOf.get(row.id)}
            progress={progressOf.get(row.id)}
            hasStatus={hasStatus}
            waitsFor={waitsFor.get(row.id)}
            problem={problems.get(row.id)}
            isActive={row.id === activeId}
            editing={tree.editing?.id === row.id ? tree.editing.field : null}
            hasMenu={tree.menuId === row.id}
            drop={tree.dropId === row.id}
            on={tree.on}
          />
        ))}
      </div>
    </div>
  );
}

/** By node, the nodes it waits for itself, in the order of the edges. */
function useWaitsFor(): ReadonlyMap<string, readonly string[]> {
  const { edges } = usePlan().document;
  return useMemo(() => {
    const before = new Map<string, string[]>();
    for (const { from, to } of edges) {
      const list = before.get(to);
      if (list === undefined) before.set(to, [from]);
      else list.push(from);
    }
    return before;
  }, [edges]);
}

function TreeHead({ hasStatus }: { hasStatus: boolean }) {
  const names = ['Node', ...(hasStatus ? ['Status'] : []), 'Work', 'Slack', 'Agent', 'Waits for'];
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the rows.
    <div role="rowgroup" className="tree-head">
      {/* biome-ignore lint/a11y/useSemanticElements: see the rows. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the treegrid has the focus. */}
      <div role="row" aria-rowindex={1} className="tree-row">
        {names.map((name) => (
          // biome-ignore lint/a11y/useSemanticElements: see the rows.
          // biome-ignore lint/a11y/useFocusableInteractive: the treegrid has the focus.
          <div role="columnheader" key={name} className={`tree-cell tree-${classOf(name)}`}>
            {name}
          </div>
        ))}
        {/* biome-ignore lint/a11y/useSemanticElements: see the rows. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the treegrid has the focus. */}
        <div role="columnheader" className="tree-cell tree-menu">
          <span className="visually-hidden">Menu</span>
        </div>
      </div>
    </div>
  );
}

const classOf = (name: string) => name.toLowerCase().replace(' ', '-');

interface ActivePlace {
  activeIndex: number;
  activeId: string | null;
  isPointed: boolean;
  rowHeight: number;
  isWindowed: boolean;
}

/** Keeps the active row in sight: within its frame where that scrolls, else within the page. */
function useScrollToActive(
  frame: { current: HTMLElement | null },
  { activeIndex, activeId, isPointed, rowHeight, isWindowed }: ActivePlace,
): void {
  const shown = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (activeId === null || shown.current === activeId || activeIndex < 0) return;
    shown.current = activeId;
    if (isPointed) return;
    const element = frame.current;
    if (element === null) return;
    if (!isWindowed) {
      element.ownerDocument
        .getElementById(rowDomId(activeId))
        ?.scrollIntoView({ block: 'nearest' });
      return;
    }
    const top = activeIndex * rowHeight;
    const bottom = top + 2 * rowHeight - element.clientHeight;
    if (element.scrollTop > top) element.scrollTop = top;
    else if (element.scrollTop < bottom) element.scrollTop = bottom;
  }, [frame, activeIndex, activeId, isPointed, rowHeight, isWindowed]);
}
