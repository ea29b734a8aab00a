import { limits } from '@mosaic/contract';
import { useState } from 'react';
import { Field } from '../../../components/field.tsx';
import { printable } from '../../../text/printable-text.ts';
import { usePlan } from '../plan-context.ts';
import type { Asked } from './scenario-list.ts';

interface ScenarioFormProps {
  isFull: boolean;
  onAdd: (asked: Asked) => void;
}

/** Features are what one decides to drop; epics where a plan has several. */
export function ScenarioForm({ isFull, onAdd }: ScenarioFormProps) {
  const { plan, outline } = usePlan();
  const [workers, setWorkers] = useState('4');
  const [without, setWithout] = useState('');
  const count = Number(workers);
  const isCount = Number.isInteger(count) && count >= 1 && count <= limits.workersMax;
  const parts = outline.nodes.filter((_node, position) => {
    const level = outline.level[position];
    return level === 1 || (level === 0 && plan.epics.length > 1);
  });
  return (
    <form
      className="scenario-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isCount) onAdd({ workers: count, without: without === '' ? null : without });
      }}
    >
      <Field label="Workers" problem={isCount ? undefined : `From 1 to ${limits.workersMax}`}>
        {(attributes) => (
          <input
            {...attributes}
            type="number"
            min={1}
            max={limits.workersMax}
            value={workers}
            onChange={(event) => setWorkers(event.target.value)}
          />
        )}
      </Field>
      <Field label="Without">
        {(attributes) => (
          <select
            {...attributes}
            value={without}
            onChange={(event) => setWithout(event.target.value)}
          >
            <option value="">everything stays</option>
            {parts.map((node) => (
              <option key={node.id} value={node.id}>
                {node.id} {printable(node.title)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <button type="submit" className="button" disabled={isFull}>
        Compare
      </button>
    </form>
  );
}
