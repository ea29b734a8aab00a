import { useId, useState } from 'react';
import { Field } from '../../components/field.tsx';
import { printable } from '../../text/printable-text.ts';
import { usePlan } from './plan-context.ts';

interface NodeChoiceProps {
  label: string;
  hint?: string;
  problem?: string | undefined;
  /** Ids to choose from, in order. */
  ids: readonly string[];
  onChoose: (id: string | null) => void;
}

/** Entries the browser is given at once; typing narrows them. */
const offeredMax = 200;

/** A node by its id, found by typing any part of id or title. */
export function NodeChoice({ label, hint, problem, ids, onChoose }: NodeChoiceProps) {
  const { outline } = usePlan();
  const listId = useId();
  const [text, setText] = useState('');
  const titleOf = (id: string) =>
    printable(outline.nodes[outline.positionOf.get(id) ?? -1]?.title ?? '');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const offered = ids.filter((id) => {
    const low = `${id} ${titleOf(id)}`.toLowerCase();
    return words.every((word) => low.includes(word));
  });
  const onText = (next: string) => {
    setText(next);
    const id = next.trim().split(/\s/)[0] ?? '';
    onChoose(ids.includes(id) ? id : null);
  };
  return (
    <Field label={label} problem={problem} {...(hint === undefined ? {} : { hint })}>
      {(attributes) => (
        <>
          <input
            {...attributes}
            list={listId}
            value={text}
            placeholder="Id or part of the title"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => onText(event.target.value)}
          />
          <datalist id={listId}>
            {offered.slice(0, offeredMax).map((id) => (
              <option key={id} value={`${id} ${titleOf(id)}`} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
