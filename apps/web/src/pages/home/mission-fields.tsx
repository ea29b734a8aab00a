import { Field } from '../../components/field.tsx';
import type { FieldProblems } from '../../data/field-problems.ts';
import type { MissionForm } from './mission-input.ts';
import { useRuntimes } from './use-runtimes.ts';
import { WorkerFields } from './worker-fields.tsx';

const sources: Readonly<Record<MissionForm['source'], string>> = {
  report: 'a review report in the repository',
  review: 'a new review, made by the first run',
  tasks: 'its docs/tasks.md',
  archive: 'its newest archived sprint',
};

export interface MissionFieldsProps {
  form: MissionForm;
  problems: FieldProblems;
  onChange: (change: Partial<MissionForm>) => void;
}

interface ProjectChoice {
  projects: readonly { id: string; name: string }[];
}

export function MissionFields(props: MissionFieldsProps & ProjectChoice) {
  const { projects, form, problems, onChange } = props;
  return (
    <>
      <Field label="Project" problem={problems.projectId}>
        {(attributes) => (
          <select
            {...attributes}
            value={form.projectId}
            onChange={(event) => onChange({ projectId: event.target.value })}
          >
            {projects.map((project) => (
              <option key={project.id} value={project.id}>
                {project.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <SourceFields form={form} problems={problems} onChange={onChange} />
      <WorkerFields
        runtimes={[...new Set(['fixer', ...useRuntimes()])]}
        form={form}
        problems={problems}
        onChange={onChange}
      />
      <Field
        label="Name"
        hint="Optional: otherwise named after its report."
        problem={problems.name}
      >
        {(attributes) => (
          <input
            {...attributes}
            value={form.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function SourceFields({ form, problems, onChange }: MissionFieldsProps) {
  return (
    <>
      <Field label="Work comes from" problem={problems.from}>
        {(attributes) => (
          <select
            {...attributes}
            value={form.source}
            onChange={(event) => onChange({ source: event.target.value as MissionForm['source'] })}
          >
            {Object.entries(sources).map(([source, label]) => (
              <option key={source} value={source}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      {form.source === 'report' && (
        <Field
          label="Report"
          hint="Name of the folder below docs/reports."
          problem={
            problems.report !== undefined && form.report.trim() === ''
              ? 'Give the name, or choose a new review above'
              : problems.report
          }
        >
          {(attributes) => (
            <input
              {...attributes}
              value={form.report}
              spellCheck={false}
              autoCapitalize="off"
              placeholder="codebase-review"
              onChange={(event) => onChange({ report: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
