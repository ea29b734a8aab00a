import { operations } from '@mosaic/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { fieldProblems } from '../../data/field-problems.ts';
import { keys } from '../../data/keys.ts';
import { queries } from '../../data/queries.ts';
import { useCommand } from '../../data/use-command.ts';
import { MissionFields } from './mission-fields.tsx';
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
      <MissionFields projects={projects} form={form} problems={problems} onChange={set} />
      {start.isError && <ErrorNotice title="The mission did not start" error={start.error} />}
      <button type="submit" className="button primary" disabled={start.isPending}>
        {start.isPending ? 'Starting …' : 'Start mission'}
      </button>
    </form>
  );
}
