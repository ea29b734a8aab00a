import { useMemo, useState } from 'react';
import { moveTargets } from '../../plan/move-targets.ts';
import { printable } from '../../text/printable-text.ts';
import { NodeChoice } from './node-choice.tsx';
import { usePlan } from './plan-context.ts';

/** Moves a node with all below it under another parent; dragging does the same. */
export function MoveForm({ id, onDone }: { id: string; onDone: () => void }) {
  const { outline, editor } = usePlan();
  const [parentId, setParentId] = useState<string | null>(null);
  const [isChecked, setIsChecked] = useState(false);
  const [seen] = useState(editor.version);
  const ids = useMemo(() => moveTargets(outline, id), [outline, id]);
  const node = outline.nodes[outline.positionOf.get(id) ?? -1];
  if (ids.length === 0) return <p>There is no other node it could stand below.</p>;
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        if (parentId === null) return;
        editor.edit([{ kind: 'move', nodeId: id, parentId }], { seen });
        onDone();
      }}
    >
      <p className="long-text">{printable(node?.title ?? '')}</p>
      <NodeChoice
        label="Below"
        hint="It takes the next free number there; ids below it and its arrows follow."
        problem={isChecked && parentId === null ? 'Choose a node from the list' : undefined}
        ids={ids}
        onChoose={setParentId}
      />
      <button type="submit" className="button primary">
        Move
      </button>
    </form>
  );
}
