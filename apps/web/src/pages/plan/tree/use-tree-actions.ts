import { type RefObject, useMemo, useRef, useState } from 'react';
import type { PlanEditor } from '../../../data/use-plan-editor.ts';
import type { Outline } from '../../../plan/outline.ts';
import type { TreeRow } from '../../../plan/visible-rows.ts';
import { usePlan } from '../plan-context.ts';
import { useNodeForm } from '../use-node-form.ts';
import { createRowEvents } from './create-row-events.ts';
import type { EditedField } from './row-events.ts';
import type { TreeAction } from './tree-keys.ts';

interface TreeInput {
  rows: readonly TreeRow[];
  open: ReadonlySet<string>;
  onOpen: (open: ReadonlySet<string>) => void;
  frame: RefObject<HTMLElement | null>;
}

export interface Editing {
  id: string;
  field: EditedField;
  /** Version of the plan when it began. */
  seen: number;
}

/** What the events of rows read when they happen, and change. */
export interface TreeNow extends TreeInput {
  outline: Outline;
  editor: PlanEditor;
  editing: Editing | null;
  onNode: (id: string) => void;
  onForm: (id: string, form: 'connect' | 'move') => void;
  onActive: (id: string | null) => void;
  /** By pointer: the row is in sight, and must stay where it is for a second click. */
  onPointed: (id: string) => void;
  onEditing: (editing: Editing | null) => void;
  onMenu: (id: string | null) => void;
  onDrop: (id: string | null) => void;
}

/** What can be done in the tree, by key, menu and pointer alike. */
export function useTreeActions(input: TreeInput) {
  const { outline, editor, onNode } = usePlan();
  const onForm = useNodeForm();
  const [active, setActive] = useState<{ id: string | null; isPointed: boolean }>({
    id: null,
    isPointed: false,
  });
  const activeId = active.id;
  const onActive = (id: string | null) => setActive({ id, isPointed: false });
  const onPointed = (id: string) => setActive({ id, isPointed: true });
  const [editing, onEditing] = useState<Editing | null>(null);
  const [menuId, onMenu] = useState<string | null>(null);
  const [dropId, onDrop] = useState<string | null>(null);
  // Rows are drawn again only when they change: what they call reads the newest state from here.
  const now = useRef<TreeNow>(undefined);
  now.current = {
    ...input,
    ...{ outline, editor, editing, onNode, onForm, onActive, onPointed, onEditing, onMenu, onDrop },
  };
  const on = useMemo(
    () =>
      createRowEvents(() => {
        if (now.current === undefined) throw new Error('the tree is not drawn yet');
        return now.current;
      }),
    [],
  );

  const act = (action: TreeAction, pageRows: number) => {
    const { rows, open, onOpen } = input;
    const index = Math.max(
      0,
      rows.findIndex((each) => each.id === activeId),
    );
    const row = rows[index];
    if (row === undefined) return;
    switch (action.kind) {
      case 'go':
        return onActive(goalOf(rows, index, action.to, pageRows));
      case 'in':
        if (row.isLeaf) return;
        return row.isOpen ? onActive(rows[index + 1]?.id ?? row.id) : on.toggle(row.id);
      case 'out':
        if (row.isOpen && open.has(row.id)) return on.toggle(row.id);
        return onActive(outline.nodes[row.position]?.parentId ?? row.id);
      case 'open-level': {
        const level = rows.filter((each) => each.level === row.level && !each.isLeaf);
        return onOpen(new Set([...open, ...level.map(({ id }) => id)]));
      }
      case 'remove':
        onActive(neighbourOf(rows, index));
        return on.act(row.id, action);
      default:
        onActive(row.id);
        return on.act(row.id, action);
    }
  };

  return { active, onPointed, editing, menuId, dropId, on, act };
}

function goalOf(
  rows: readonly TreeRow[],
  index: number,
  to: Extract<TreeAction, { kind: 'go' }>['to'],
  pageRows: number,
): string | null {
  const last = rows.length - 1;
  const goals = {
    first: 0,
    last,
    previous: index - 1,
    next: index + 1,
    'page-up': index - pageRows,
    'page-down': index + pageRows,
  };
  return rows[Math.max(0, Math.min(last, goals[to]))]?.id ?? null;
}

/** Where to go when a row goes away: the next one that is not below it, else the one before. */
function neighbourOf(rows: readonly TreeRow[], index: number): string | null {
  const level = rows[index]?.level ?? 0;
  const next = rows.slice(index + 1).find((row) => row.level <= level);
  return (next ?? rows[index - 1])?.id ?? null;
}
