import { limits } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { useHub } from '../../app/hub-context.ts';
import { Field } from '../../components/field.tsx';
import { queries } from '../../data/queries.ts';
import type { MissionFieldsProps } from './mission-fields.tsx';

export function WorkerFields({ form, problems, onChange }: MissionFieldsProps) {
  const runtimes = useRuntimes();
  return (
    <div className="field-pair">
      <Field label="Runtime" hint="What does the work." problem={problems.runtime}>
        {(attributes) => (
          <>
            <input
              {...attributes}
              list="known-runtimes"
              value={form.runtime}
              spellCheck={false}
              autoCapitalize="off"
              onChange={(event) => onChange({ runtime: event.target.value })}
            />
            <datalist id="known-runtimes">
              {runtimes.map((runtime) => (
                <option key={runtime} value={runtime} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field label="Workers at once" problem={problems.maxWorkers}>
        {(attributes) => (
          <input
            {...attributes}
            type="number"
            inputMode="numeric"
            min={1}
            max={limits.workersMax}
            value={form.maxWorkers}
            onChange={(event) => onChange({ maxWorkers: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

/** Runtimes that online workers announce, for completion only: any name may be typed. */
function useRuntimes(): string[] {
  const agents = useQuery(queries.agents(useHub()));
  const named = agents.data?.items
    .filter((agent) => agent.isOnline)
    .flatMap((agent) => agent.capabilities)
    .filter((capability) => capability.startsWith('runtime:'))
    .map((capability) => capability.slice('runtime:'.length));
  return [...new Set(['fixer', ...(named ?? [])])];
}
