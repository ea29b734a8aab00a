import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { usePageTitle } from '../../app/use-page-title.ts';
import { queries } from '../../data/queries.ts';
import { TaskDetail } from './task-detail.tsx';

const route = getRouteApi('/tasks/$taskId');

export function TaskPage() {
  const { taskId } = route.useParams();
  const hub = useHub();
  const task = useQuery(queries.task(hub, taskId));
  const mission = useQuery({
    ...queries.mission(hub, task.data?.missionId ?? ''),
    enabled: typeof task.data?.missionId === 'string',
  });
  usePageTitle(task.data?.key ?? 'Task');
  return (
    <>
      <nav aria-label="Breadcrumb" className="breadcrumb">
        <Link to="/">Missions</Link>
        <span aria-hidden="true">/</span>
        {typeof task.data?.missionId === 'string' && (
          <>
            <Link to="/missions/$missionId" params={{ missionId: task.data.missionId }}>
              {mission.data?.name ?? 'Mission'}
            </Link>
            <span aria-hidden="true">/</span>
          </>
        )}
        <span>{task.data?.key ?? 'Task'}</span>
      </nav>
      {task.data === undefined && <h1>Task</h1>}
      <TaskDetail taskId={taskId} isInDrawer={false} />
    </>
  );
}
