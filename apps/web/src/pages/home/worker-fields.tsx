import { limits } from '@mosaic/contract';
import { Field } from '../../components/field.tsx';
import type { FieldProblems } from '../../data/field-problems.ts';

interface WorkerFieldsProps {
  /** Offered for completion; any name may be typed. */
  runtimes: readonly string[];
  form: { runtime: string; maxWorkers: string };
  problems: FieldProblems;
  onChange: (change: { runtime?: string; maxWorkers?: string }) => void;
}

export function WorkerFields({ form, runtimes, problems, onChange }: WorkerFieldsProps) {
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
