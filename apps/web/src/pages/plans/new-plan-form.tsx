import { operations } from '@mosaic/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { Field } from '../../components/field.tsx';
import { keys } from '../../data/keys.ts';
import { queries } from '../../data/queries.ts';
import { useCommand } from '../../data/use-command.ts';
import { DocumentFields } from './document-fields.tsx';
import { GoalFields } from './goal-fields.tsx';
import { emptyForm, formProblems, type PlanForm, toPlanInput } from './plan-form.ts';
import { RefusedPlan } from './refused-plan.tsx';

const ways = {
  goal: 'A goal',
  document: 'A document',
  empty: 'From scratch',
} as const;

export interface PlanFieldsProps {
  form: PlanForm;
  problems: Partial<Record<keyof PlanForm, string>>;
  onChange: (change: Partial<PlanForm>) => void;
}

export function NewPlanForm() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [form, setForm] = useState(emptyForm);
  const [isChecked, setIsChecked] = useState(false);
  const onChange = (change: Partial<PlanForm>) => setForm((old) => ({ ...old, ...change }));
  const problems = isChecked ? formProblems(form) : {};

  const add = useCommand(operations.addPlan, ({ plan }) => {
    void queryClient.invalidateQueries({ queryKey: keys.plans });
    void navigate({ to: '/plans/$planId', params: { planId: plan.id } });
  });
  const send = (change: Partial<PlanForm> = {}) => {
    setIsChecked(true);
    const next = { ...form, ...change };
    if (Object.keys(formProblems(next)).length === 0) add.mutate(toPlanInput(next));
  };

  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <fieldset className="segments">
        <legend>Make it from</legend>
        {Object.entries(ways).map(([kind, label]) => (
          <label key={kind}>
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={form.kind === kind}
              onChange={() => onChange({ kind: kind as PlanForm['kind'] })}
            />
            {label}
          </label>
        ))}
      </fieldset>
      {form.kind === 'goal' && <GoalFields form={form} problems={problems} onChange={onChange} />}
      {form.kind === 'document' && (
        <DocumentFields form={form} problems={problems} onChange={onChange} />
      )}
      {form.kind === 'empty' && <EmptyFields form={form} problems={problems} onChange={onChange} />}
      <ProjectField form={form} problems={problems} onChange={onChange} />
      {add.isError && (
        <RefusedPlan
          error={add.error}
          canKeep={form.kind !== 'empty'}
          onKeep={() => send({ keepDraft: true })}
        />
      )}
      <button type="submit" className="button primary" disabled={add.isPending}>
        {add.isPending ? 'Planning …' : 'Make the plan'}
      </button>
    </form>
  );
}

function EmptyFields({ form, problems, onChange }: PlanFieldsProps) {
  return (
    <>
      <Field label="Title" hint="Of the first epic." problem={problems.title}>
        {(attributes) => (
          <input
            {...attributes}
            value={form.title}
            onChange={(event) => onChange({ title: event.target.value })}
          />
        )}
      </Field>
      <p className="hint">
        The epic is split by hand on the next page, or by an agent with <code>plan_propose</code>.
      </p>
    </>
  );
}

function ProjectField({ form, onChange }: PlanFieldsProps) {
  const projects = useQuery(queries.projects(useHub()));
  return (
    <Field
      label="Project"
      hint="A plan with a project names its real files and tests, and a mission can run it."
    >
      {(attributes) => (
        <select
          {...attributes}
          value={form.projectId}
          onChange={(event) => onChange({ projectId: event.target.value })}
        >
          <option value="">None yet</option>
          {projects.data?.items.map((project) => (
            <option key={project.id} value={project.id}>
              {project.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
