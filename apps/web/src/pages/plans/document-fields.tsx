import { limits } from '@mosaic/contract';
import { useState } from 'react';
import { Field } from '../../components/field.tsx';
import type { PlanFieldsProps } from './new-plan-form.tsx';
import { type DocumentFormat, documentFormats } from './plan-form.ts';

/** Markdown or JSON, from a file or pasted; read here and sent with the form. */
export function DocumentFields({ form, problems, onChange }: PlanFieldsProps) {
  const [fileProblem, setFileProblem] = useState<string | undefined>();
  const readFile = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > limits.planSourceCharsMax) {
      setFileProblem(`${file.name} is larger than 4 MB`);
      return;
    }
    setFileProblem(undefined);
    onChange({ text: await file.text(), fileName: file.name });
  };
  return (
    <>
      <Field label="File" hint="Markdown or JSON." problem={fileProblem}>
        {(attributes) => (
          <input
            {...attributes}
            type="file"
            accept=".md,.markdown,.json,.txt"
            onChange={(event) => void readFile(event.target.files?.[0])}
          />
        )}
      </Field>
      <Field label="Text" problem={problems.text}>
        {(attributes) => (
          <textarea
            {...attributes}
            className="mono"
            rows={10}
            spellCheck={false}
            value={form.text}
            placeholder={'# Shop\n\n## Sign in\n- [ ] People can sign in with a passkey'}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        )}
      </Field>
      <Field label="Kind of document">
        {(attributes) => (
          <select
            {...attributes}
            value={form.format}
            onChange={(event) => onChange({ format: event.target.value as DocumentFormat })}
          >
            {Object.entries(documentFormats).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}
