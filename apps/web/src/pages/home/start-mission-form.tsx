import { limits, operations } from '@mosaic/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Field } from '../../components/field.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { fieldProblems } from '../../data/field-problems.ts';
import { keys } from '../../data/keys.ts';
import { queries } from '../../data/queries.ts';
import { useCommand } from '../../data/use-command.ts';
import { type MissionForm, toMissionInput } from './mission-input.ts';

export function StartMissionForm() {
  const hub = useHub();
  const projects = useQuery(queries.projects(hub));
  return (
    <QueryView query={projects} label="projects">
      {({ items }) =>
        items[0] === undefined ? (
          <p>
            A mission needs a project.{' '}
            <Link to="/" search={{ new: 'project' }}>
              Add one first
            </Link>
          </p>
        ) : (
          <Form projects={items} firstId={items[0].id} />
        )
      }
    </QueryView>
  );
}

interface FormProps {
  projects: readonly { id: string; name: string }[];
  firstId: string;
}

function Form({ projects, firstId }: FormProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const runtimes = useRuntimes();
  const [isChecked, setIsChecked] = useState(false);
  const [form, setForm] = useState<MissionForm>({
    projectId: firstId,
    source: 'report',
    report: '',
    name: '',
    runtime: 'fixer',
    maxWorkers: '2',
  });
  const set = (change: Partial<MissionForm>) => setForm((old) => ({ ...old, ...change }));
  const input = toMissionInput(form);
  const problems = isChecked ? fieldProblems(operations.startMission, input) : {};

  const start = useCommand(operations.startMission, (mission) => {
    queryClient.setQueryData(keys.mission(mission.id), mission);
    void queryClient.invalidateQueries({ queryKey: keys.missions });
    void navigate({ to: '/missions/$missionId', params: { missionId: mission.id } });
  });

  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        const found = fieldProblems(operations.startMission, input);
        if (Object.keys(found).length === 0) start.mutate(input);
      }}
    >
      <Field label="Project" problem={problems.projectId}>
        {(attributes) => (
          <select
            {...attributes}
            value={form.projectId}
            onChange={(event) => set({ projectId: event.target.value })}
          >
            {projects.map((project) => (
              <option key={project.id} value={project.id}>
                {project.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Work comes from" problem={problems.from}>
        {(attributes) => (
          <select
            {...attributes}
            value={form.source}
            onChange={(event) => set({ source: event.target.value as MissionForm['source'] })}
          >
            <option value="report">a review report in the repository</option>
            <option value="review">a new review, made by the first run</option>
            <option value="tasks">its docs/tasks.md</option>
            <option value="archive">its newest archived sprint</option>
          </select>
        )}
      </Field>
      {form.source === 'report' && (
        <Field
          label="Report"
          hint="Name of the folder below docs/reports."
          problem={
            isChecked && form.report.trim() === ''
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
              onChange={(event) => set({ report: event.target.value })}
            />
          )}
        </Field>
      )}
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
                onChange={(event) => set({ runtime: event.target.value })}
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
              onChange={(event) => set({ maxWorkers: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field
        label="Name"
        hint="Optional: otherwise named after its report."
        problem={problems.name}
      >
        {(attributes) => (
          <input
            {...attributes}
            value={form.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      {start.isError && <ErrorNotice title="The mission did not start" error={start.error} />}
      <button type="submit" className="button primary" disabled={start.isPending}>
        {start.isPending ? 'Starting …' : 'Start mission'}
      </button>
    </form>
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
