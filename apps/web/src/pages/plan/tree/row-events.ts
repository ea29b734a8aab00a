import type { TreeAction } from './tree-keys.ts';

export type EditedField = 'title' | 'minutes';

/** What a row can ask for; the same functions for all rows and all drawings. */
export interface RowEvents {
  activate: (id: string) => void;
  toggle: (id: string) => void;
  startEdit: (id: string, field: EditedField) => void;
  /** Null leaves it as it was. */
  endEdit: (id: string, field: EditedField, text: string | null) => void;
  /** Opens the menu of a row; null closes it. */
  menu: (id: string | null) => void;
  act: (id: string, action: TreeAction) => void;
  drag: (id: string | null) => void;
  /** Whether what is dragged may be dropped here. */
  over: (id: string) => boolean;
  drop: (id: string) => void;
}
