import type { Mission } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { LogTail } from '../../components/log-tail.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { queries } from '../../data/queries.ts';
import { RunCard } from './run-card.tsx';
import { RunTable } from './run-table.tsx';

const route = getRouteApi('/missions/$missionId');

/** Who runs what now, what was run before, and the log of the chosen run. */
export function WorkersTab({ mission }: { mission: Mission }) {
  const hub = useHub();
  const search = route.useSearch();
  const runs = useQuery(queries.runs(hub, mission.id));
  const tasks = useQuery(queries.tasks(hub, mission.id));
  const taskOf = new Map(tasks.data?.items.map((task) => [task.id, task]));

  return (
    <QueryView query={runs} label="runs">
      {({ items, hasMore }) => {
        const active = items.filter((run) => run.status === 'running');
        const past = items.filter((run) => run.status !== 'running');
        const chosen = items.find((run) => run.id === search.run) ?? active[0];
        if (items.length === 0) {
          return (
            <EmptyState title="Nothing has run yet">
              <p>Runs appear as soon as a worker takes a task.</p>
            </EmptyState>
          );
        }
        return (
          <div className="workers">
            <div>
              <h2>Running now</h2>
              {active.length === 0 ? (
                <p className="muted">No worker is busy.</p>
              ) : (
                <ul className="run-cards">
                  {active.map((run) => (
                    <li key={run.id}>
                      <RunCard run={run} task={taskOf.get(run.taskId)} isChosen={run === chosen} />
                    </li>
                  ))}
                </ul>
              )}
            </div>
            {chosen !== undefined && (
              <LogTail
                key={chosen.id}
                runId={chosen.id}
                label={`${taskOf.get(chosen.taskId)?.key ?? 'run'}, ${chosen.step} ${chosen.attempt}`}
              />
            )}
            {past.length > 0 && (
              <div className="workers-past">
                <h2>Earlier runs</h2>
                <RunTable runs={past} taskOf={taskOf} chosenId={chosen?.id ?? null} />
                {hasMore && <p className="hint">Older runs are listed on their tasks.</p>}
              </div>
            )}
          </div>
        );
      }}
    </QueryView>
  );
}
