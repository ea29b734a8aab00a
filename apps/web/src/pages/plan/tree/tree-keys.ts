/** What a key does while the tree has the focus. */
export type TreeAction =
  | { kind: 'go'; to: 'previous' | 'next' | 'first' | 'last' | 'page-up' | 'page-down' }
  | { kind: 'in' }
  | { kind: 'out' }
  | { kind: 'open-level' }
  | { kind: 'rename' }
  | { kind: 'estimate' }
  | { kind: 'add-child' }
  | { kind: 'add-sibling' }
  | { kind: 'remove' }
  | { kind: 'move'; step: -1 | 1 }
  | { kind: 'choose-parent' }
  | { kind: 'connect' }
  | { kind: 'details' }
  | { kind: 'menu' };

interface Keys {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const plain: Readonly<Record<string, TreeAction>> = {
  ArrowUp: { kind: 'go', to: 'previous' },
  ArrowDown: { kind: 'go', to: 'next' },
  Home: { kind: 'go', to: 'first' },
  End: { kind: 'go', to: 'last' },
  PageUp: { kind: 'go', to: 'page-up' },
  PageDown: { kind: 'go', to: 'page-down' },
  ArrowRight: { kind: 'in' },
  ArrowLeft: { kind: 'out' },
  '*': { kind: 'open-level' },
  Enter: { kind: 'rename' },
  F2: { kind: 'rename' },
  e: { kind: 'estimate' },
  '+': { kind: 'add-child' },
  Insert: { kind: 'add-child' },
  n: { kind: 'add-sibling' },
  Delete: { kind: 'remove' },
  m: { kind: 'choose-parent' },
  c: { kind: 'connect' },
  ' ': { kind: 'details' },
  ContextMenu: { kind: 'menu' },
};

/** Null for keys that are not for the tree; the browser keeps those. */
export function treeAction({ key, ctrlKey, metaKey, altKey, shiftKey }: Keys): TreeAction | null {
  if (ctrlKey || metaKey) return null;
  if (altKey) {
    if (key === 'ArrowUp') return { kind: 'move', step: -1 };
    if (key === 'ArrowDown') return { kind: 'move', step: 1 };
    return null;
  }
  if (shiftKey && key === 'F10') return { kind: 'menu' };
  // Letters are taken as they come, so that caps lock changes nothing.
  return plain[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** For the help below the tree, in the order in which one needs them. */
export const treeKeyHelp: readonly (readonly [keys: string, does: string])[] = [
  ['↑ ↓ Home End', 'go to another row'],
  ['→ ←', 'open and close; go down and up a level'],
  ['*', 'open everything beside the row'],
  ['Enter, F2', 'rename'],
  ['E', 'estimate'],
  ['N', 'add beside'],
  ['+, Insert', 'add below'],
  ['Delete', 'delete, with all below'],
  ['Alt ↑, Alt ↓', 'move to the parent above or below'],
  ['M', 'move to any parent'],
  ['C', 'connect to what waits for it'],
  ['Space', 'all about the node'],
  ['Shift F10', 'menu with all of these'],
  ['Ctrl Z, Ctrl Shift Z', 'undo, redo'],
];
