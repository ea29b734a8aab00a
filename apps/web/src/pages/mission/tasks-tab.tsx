import type { Mission, Task } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Pager } from '../../components/pager.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { queries } from '../../data/queries.ts';
import { formatCount } from '../../format/count.ts';
import { webLimits } from '../../limits.ts';
import { filterTasks } from './filter-tasks.ts';
import type { MissionSearch } from './mission-search.ts';
import { type SearchChange, TaskFilters } from './task-filters.tsx';
import { TaskTable } from './task-table.tsx';

const route = getRouteApi('/missions/$missionId');

export function TasksTab({ mission }: { mission: Mission }) {
  const tasks = useQuery(queries.tasks(useHub(), mission.id));
  return (
    <QueryView query={tasks} label="tasks">
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title="No tasks yet">
            <p>
              {mission.status === 'preparing'
                ? 'The plan is being made from the report.'
                : 'The plan of this mission has no tasks.'}
            </p>
          </EmptyState>
        ) : (
          <FilteredTasks mission={mission} tasks={items} />
        )
      }
    </QueryView>
  );
}

function FilteredTasks({ mission, tasks }: { mission: Mission; tasks: readonly Task[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filter = useDeferredValue(search);
  const found = filterTasks(tasks, filter);
  const pages = Math.max(1, Math.ceil(found.length / webLimits.rowsPerPage));
  const page = Math.min(search.page ?? 1, pages);
  const start = (page - 1) * webLimits.rowsPerPage;
  const set = (change: SearchChange) =>
    void navigate({
      search: (old) => clean({ ...old, page: undefined, ...change }),
      replace: true,
      resetScroll: false,
    });

  return (
    <>
      <TaskFilters
        mission={mission}
        search={search}
        count={
          found.length === tasks.length
            ? formatCount(tasks.length, 'task')
            : `${found.length} of ${formatCount(tasks.length, 'task')}`
        }
        onChange={set}
      />
      {found.length === 0 ? (
        <EmptyState title="No task matches">
          <button
            type="button"
            className="button"
            onClick={() => set({ q: undefined, status: undefined, phase: undefined })}
          >
            Show all tasks
          </button>
        </EmptyState>
      ) : (
        <TaskTable tasks={found.slice(start, start + webLimits.rowsPerPage)} allTasks={tasks} />
      )}
      <Pager page={page} pages={pages} onPage={(next) => set({ page: next })} />
    </>
  );
}

/** Leaves out what is empty, so that it leaves the address. */
function clean(search: Record<string, unknown>): MissionSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  );
}
