import { canMove, neighbourParent } from '../../../plan/move-targets.ts';
import { addChild } from '../../../plan/new-node.ts';
import { openAround } from '../../../plan/visible-rows.ts';
import { changedMinutes, changedTitle } from './changed-fields.ts';
import type { EditedField, RowEvents } from './row-events.ts';
import type { TreeAction } from './tree-keys.ts';
import type { TreeNow } from './use-tree-actions.ts';

/** Events of the rows; `read` gives the tree as it is when one happens. */
export function createRowEvents(read: () => TreeNow): RowEvents {
  let dragged: string | null = null;

  const startEdit = (id: string, field: EditedField) => {
    const { onEditing, editor } = read();
    onEditing({ id, field, seen: editor.version() });
  };
  const toggle = (id: string) => {
    const { open, onOpen } = read();
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    onOpen(next);
  };

  return {
    toggle,
    startEdit,
    activate: (id) => {
      read().onPointed(id);
      focusTree(read());
    },
    endEdit: (id, field, text) => {
      const now = read();
      const { editing } = now;
      // Enter ends it; the input that then goes away loses the focus and would end it again.
      if (editing === null || editing.id !== id || editing.field !== field) return;
      now.editing = null;
      now.onEditing(null);
      focusTree(now);
      const node = now.outline.nodes[now.outline.positionOf.get(id) ?? -1];
      if (text === null || node === undefined) return;
      const fields = field === 'title' ? changedTitle(text, node) : changedMinutes(text, node);
      if (fields === null) return;
      now.editor.edit([{ kind: 'change', nodeId: id, fields }], { seen: editing.seen });
    },
    menu: (id) => {
      const now = read();
      now.onMenu(id);
      if (id === null) focusTree(now);
      else now.onActive(id);
    },
    act: (id, action) => actOn(read, startEdit, id, action),
    drag: (id) => {
      dragged = id;
      if (id === null) read().onDrop(null);
    },
    over: (id) => {
      const { outline, onDrop } = read();
      const isTarget = dragged !== null && canMove(outline, dragged, id);
      onDrop(isTarget ? id : null);
      return isTarget;
    },
    drop: (id) => {
      const from = dragged;
      dragged = null;
      read().onDrop(null);
      if (from !== null && canMove(read().outline, from, id)) moveTo(read, from, id);
    },
  };
}

function actOn(
  read: () => TreeNow,
  startEdit: RowEvents['startEdit'],
  id: string,
  action: TreeAction,
): void {
  const { editor, outline, onNode, onForm, onMenu } = read();
  const parentId = outline.nodes[outline.positionOf.get(id) ?? -1]?.parentId ?? null;
  switch (action.kind) {
    case 'rename':
      startEdit(id, 'title');
      break;
    case 'estimate':
      startEdit(id, 'minutes');
      break;
    case 'details':
      onNode(id);
      break;
    case 'connect':
      onForm(id, 'connect');
      break;
    case 'choose-parent':
      if (parentId !== null) onForm(id, 'move');
      break;
    case 'menu':
      onMenu(id);
      break;
    case 'remove':
      editor.edit([{ kind: 'remove', nodeId: id }]);
      break;
    case 'add-child':
    case 'add-sibling': {
      const edit = addChild(action.kind === 'add-child' ? id : parentId);
      if (edit === null) break;
      editor.edit([edit], {
        onSaved: ({ added: [newId] }) => {
          if (newId === undefined) return;
          show(read(), newId, edit.kind === 'add' ? edit.parentId : null);
          startEdit(newId, 'title');
        },
      });
      break;
    }
    case 'move': {
      const target = neighbourParent(outline, id, action.step);
      if (target !== null) moveTo(read, id, target);
      break;
    }
  }
}

function moveTo(read: () => TreeNow, id: string, parentId: string): void {
  read().editor.edit([{ kind: 'move', nodeId: id, parentId }], {
    onSaved: ({ moved }) => {
      show(read(), moved.find(({ from }) => from === id)?.to ?? parentId, parentId);
    },
  });
}

/** Opens everything down to a node that may not be drawn yet, and makes it the active row. */
function show(now: TreeNow, id: string, parentId: string | null): void {
  if (parentId !== null) {
    now.onOpen(new Set([...openAround(now.outline, now.open, parentId), parentId]));
  }
  now.onActive(id);
  focusTree(now);
}

function focusTree({ frame }: TreeNow): void {
  frame.current?.focus({ preventScroll: true });
}
