import { PlanEdge } from '@mosaic/contract';
import { useState } from 'react';
import { Field } from '../../components/field.tsx';
import { printable } from '../../text/printable-text.ts';
import { edgeWords } from './edge-words.ts';
import { NodeChoice } from './node-choice.tsx';
import { usePlan } from './plan-context.ts';

/** Connects a node to another one, by keyboard as by pointer. */
export function ConnectForm({ from, onDone }: { from: string; onDone: () => void }) {
  const { outline, editor } = usePlan();
  const [to, setTo] = useState<string | null>(null);
  const [kind, setKind] = useState<PlanEdge['kind']>('sequential');
  const [when, setWhen] = useState<'done' | 'failed'>('done');
  const [isChecked, setIsChecked] = useState(false);
  const [seen] = useState(editor.version);
  const node = outline.nodes[outline.positionOf.get(from) ?? -1];

  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        if (to === null) return;
        const edge = PlanEdge.parse({
          from,
          to,
          kind,
          ...(kind === 'conditional' ? { when } : {}),
        });
        editor.edit([{ kind: 'connect', edge }], { seen });
        onDone();
      }}
    >
      <p className="long-text">{printable(node?.title ?? '')}</p>
      <NodeChoice
        label="The other node"
        hint="An arrow at a node with children holds for all below it."
        problem={isChecked && to === null ? 'Choose a node from the list' : undefined}
        ids={otherIds(outline.nodes, from)}
        onChoose={setTo}
      />
      <Field label="It">
        {(attributes) => (
          <select
            {...attributes}
            value={kind}
            onChange={(event) => setKind(event.target.value as PlanEdge['kind'])}
          >
            {Object.entries(edgeWords).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind === 'conditional' && (
        <Field label="Which way">
          {(attributes) => (
            <select
              {...attributes}
              value={when}
              onChange={(event) => setWhen(event.target.value as 'done' | 'failed')}
            >
              <option value="done">if it is done</option>
              <option value="failed">if it failed or was deferred</option>
            </select>
          )}
        </Field>
      )}
      <button type="submit" className="button primary">
        Connect
      </button>
    </form>
  );
}

/** All but the node itself, what is above it and what is below it. */
function otherIds(nodes: readonly { id: string }[], from: string): string[] {
  const digits = from.slice(from.indexOf('.'));
  return nodes
    .map(({ id }) => id)
    .filter((id) => {
      const other = id.slice(id.indexOf('.'));
      return !`${other}.`.startsWith(`${digits}.`) && !`${digits}.`.startsWith(`${other}.`);
    });
}
