import { limits, operations } from '@mosaic/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Field } from '../../components/field.tsx';
import { keys } from '../../data/keys.ts';
import { queries } from '../../data/queries.ts';
import { useCommand } from '../../data/use-command.ts';
import { useRuntimes } from '../home/use-runtimes.ts';
import { WorkerFields } from '../home/worker-fields.tsx';
import { usePlan } from './plan-context.ts';
import { defaultWorkers } from './plan-search.ts';

const route = getRouteApi('/plans/$planId');

const notRunnable = new Error('A mission takes only plans without errors. The findings name them.');

/** Starts a mission with the plan as it stands now. */
export function RunForm() {
  const { plan } = usePlan();
  const search = route.useSearch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  // The fixer removes findings of a report; what a plan says only a coding agent can do.
  const runtimes = useRuntimes().filter((name) => name !== 'fixer');
  const [typed, setForm] = useState({
    runtime: null as string | null,
    maxWorkers: String(search.workers ?? defaultWorkers),
    projectId: plan.projectId ?? '',
  });
  const form = { ...typed, runtime: typed.runtime ?? runtimes[0] ?? '' };
  const [isChecked, setIsChecked] = useState(false);
  const start = useCommand(operations.startMission, (mission) => {
    queryClient.setQueryData(keys.mission(mission.id), mission);
    void queryClient.invalidateQueries({ queryKey: keys.missions });
    void queryClient.invalidateQueries({ queryKey: keys.plan(plan.id) });
    void navigate({ to: '/missions/$missionId', params: { missionId: mission.id } });
  });
  const problems = problemsOf(form);
  const shown: Partial<Record<string, string>> = isChecked ? problems : {};

  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        if (Object.keys(problems).length > 0) return;
        start.mutate({
          projectId: form.projectId,
          plan: plan.id,
          runtime: form.runtime.trim(),
          maxWorkers: Number(form.maxWorkers),
        });
      }}
    >
      <p>
        Its atomics become tasks, in the order of their dependencies. Changing the plan later does
        not change the mission.
      </p>
      {plan.findings.error > 0 && (
        <ErrorNotice title="The plan does not compile yet" error={notRunnable} />
      )}
      {plan.projectId === null && (
        <ProjectChoice
          value={form.projectId}
          problem={shown.projectId}
          onChange={(projectId) => setForm({ ...typed, projectId })}
        />
      )}
      <WorkerFields
        runtimes={runtimes}
        form={form}
        problems={{
          ...(shown.runtime === undefined ? {} : { runtime: shown.runtime }),
          ...(shown.maxWorkers === undefined ? {} : { maxWorkers: shown.maxWorkers }),
        }}
        onChange={(change) => setForm((old) => ({ ...old, ...change }))}
      />
      {start.isError && <ErrorNotice title="The mission did not start" error={start.error} />}
      <button type="submit" className="button primary" disabled={start.isPending}>
        {start.isPending ? 'Starting …' : 'Start the mission'}
      </button>
    </form>
  );
}

interface RunFields {
  runtime: string;
  maxWorkers: string;
  projectId: string;
}

function problemsOf(form: RunFields): Partial<Record<keyof RunFields, string>> {
  const workers = Number(form.maxWorkers);
  const isCount = Number.isInteger(workers) && workers >= 1 && workers <= limits.workersMax;
  return {
    ...(form.runtime.trim() === '' ? { runtime: 'Name a coding agent, such as claude' } : {}),
    ...(isCount ? {} : { maxWorkers: `From 1 to ${limits.workersMax}` }),
    ...(form.projectId === '' ? { projectId: 'A mission works on a project: choose one' } : {}),
  };
}

interface ProjectChoiceProps {
  value: string;
  problem: string | undefined;
  onChange: (projectId: string) => void;
}

function ProjectChoice({ value, problem, onChange }: ProjectChoiceProps) {
  const projects = useQuery(queries.projects(useHub()));
  return (
    <Field label="Project" problem={problem}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose one</option>
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
