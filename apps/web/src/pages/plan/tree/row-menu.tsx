import { planLevels } from '@mosaic/contract';
import { DropdownMenu } from 'radix-ui';
import { Icon } from '../../../components/icon.tsx';
import type { RowEvents } from './row-events.ts';
import type { TreeAction } from './tree-keys.ts';

interface RowMenuProps {
  id: string;
  level: number;
  isOpen: boolean;
  on: RowEvents;
}

interface Item {
  label: string;
  keys: string;
  action: TreeAction;
}

/** Everything that can be done with a node. Only the open menu is more than a button. */
export function RowMenu({ id, level, isOpen, on }: RowMenuProps) {
  const button = (
    <button
      type="button"
      tabIndex={-1}
      className="icon-button tree-menu-button"
      aria-label={`Menu of ${id}`}
      aria-haspopup="menu"
      onClick={(event) => {
        event.stopPropagation();
        on.menu(id);
      }}
    >
      <Icon name="more" />
    </button>
  );
  if (!isOpen) return button;
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(next) => !next && on.menu(null)}>
      <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
      <DropdownMenu.Content
        className="menu"
        align="end"
        aria-label={`What to do with ${id}`}
        onClick={(event) => event.stopPropagation()}
        // What was chosen decides where the focus goes: to a field, a form, or back to the tree.
        onCloseAutoFocus={(event) => event.preventDefault()}
      >
        {itemsOf(level).map(({ label, keys, action }) => (
          <DropdownMenu.Item
            key={label}
            className="menu-item"
            onSelect={() => {
              on.menu(null);
              on.act(id, action);
            }}
          >
            {label}
            <kbd>{keys}</kbd>
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

function itemsOf(level: number): Item[] {
  const below = planLevels[level + 1];
  const above = planLevels[level - 1];
  return [
    { label: 'All about it', keys: 'Space', action: { kind: 'details' } },
    { label: 'Rename', keys: 'Enter', action: { kind: 'rename' } },
    { label: 'Estimate', keys: 'E', action: { kind: 'estimate' } },
    { label: `Add ${planLevels[level]} beside`, keys: 'N', action: { kind: 'add-sibling' } },
    ...(below === undefined
      ? []
      : [{ label: `Add ${below} below`, keys: '+', action: { kind: 'add-child' } as const }]),
    { label: 'Connect to …', keys: 'C', action: { kind: 'connect' } },
    ...(above === undefined
      ? []
      : [
          {
            label: `Move to ${above} above`,
            keys: 'Alt ↑',
            action: { kind: 'move', step: -1 } as const,
          },
          {
            label: `Move to ${above} below`,
            keys: 'Alt ↓',
            action: { kind: 'move', step: 1 } as const,
          },
          {
            label: `Move to another ${above} …`,
            keys: 'M',
            action: { kind: 'choose-parent' } as const,
          },
        ]),
    { label: 'Delete', keys: 'Del', action: { kind: 'remove' } },
  ];
}
