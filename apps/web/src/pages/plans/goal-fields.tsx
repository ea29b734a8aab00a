import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { Field } from '../../components/field.tsx';
import { planQueries } from '../../data/plan-queries.ts';
import { percentOf } from '../../format/percent.ts';
import { webLimits } from '../../limits.ts';
import type { PlanFieldsProps } from './new-plan-form.tsx';
import type { PlanForm } from './plan-form.ts';
import { useSettled } from './use-settled.ts';

const models = {
  auto: 'if one is configured',
  always: 'always',
  never: 'no, use a template',
} as const;

/** A goal in words; templates are offered in the order in which they fit it. */
export function GoalFields({ form, problems, onChange }: PlanFieldsProps) {
  const goal = useDeferredValue(useSettled(form.goal.trim().slice(0, webLimits.goalChars)));
  const templates = useQuery(planQueries.templates(useHub(), goal));
  const chosen = templates.data?.items.find((each) => each.name === form.template);
  return (
    <>
      <Field
        label="Goal"
        hint="What should be there in the end, and what must hold."
        problem={problems.goal}
      >
        {(attributes) => (
          <textarea
            {...attributes}
            rows={4}
            value={form.goal}
            placeholder="Build a REST API for orders with sign-in and tests"
            onChange={(event) => onChange({ goal: event.target.value })}
          />
        )}
      </Field>
      <Field label="Template" hint={chosen?.summary ?? 'Plans made from one are labelled so.'}>
        {(attributes) => (
          <select
            {...attributes}
            value={form.template}
            onChange={(event) => onChange({ template: event.target.value })}
          >
            <option value="">The one that fits best</option>
            {templates.data?.items.map(({ name, title, score }) => (
              <option key={name} value={name}>
                {title}
                {score !== null && score > 0 ? ` (fits ${percentOf(score * 1_000, 1_000)} %)` : ''}
              </option>
            ))}
          </select>
        )}
      </Field>
      {form.template === '' && (
        <Field label="Ask a model" hint="Without one a template is used; none is needed to start.">
          {(attributes) => (
            <select
              {...attributes}
              value={form.model}
              onChange={(event) => onChange({ model: event.target.value as PlanForm['model'] })}
            >
              {Object.entries(models).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  );
}
