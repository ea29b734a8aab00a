import type { Mission } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { queries } from '../../data/queries.ts';
import { planGraph } from '../../graph/plan-graph.ts';
import { webLimits } from '../../limits.ts';
import { GraphView } from './graph-view.tsx';

const route = getRouteApi('/missions/$missionId');

/** The plan as a picture; the task table is its twin in words. */
export function GraphTab({ mission }: { mission: Mission }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tasks = useQuery(queries.tasks(useHub(), mission.id));
  const items = tasks.data?.items;
  const graph = useMemo(
    () =>
      planGraph(items ?? [], mission.phases, {
        tasksMax: webLimits.graphTasks,
        openPhase: search.phase,
      }),
    [items, mission.phases, search.phase],
  );
  const isFolded = (items?.length ?? 0) > webLimits.graphTasks;

  return (
    <QueryView query={tasks} label="tasks">
      {() =>
        graph.nodes.length === 0 ? (
          <EmptyState title="No tasks yet">
            <p>The graph appears with the plan.</p>
          </EmptyState>
        ) : (
          <>
            <p className="hint graph-hint">
              Each arrow leads from a task to one that waits for it.{' '}
              {isFolded &&
                search.phase === undefined &&
                'Phases are folded: choose one to open it. '}
              {isFolded && search.phase !== undefined && (
                <>
                  <Link to="." search={({ phase: _phase, ...rest }) => rest} resetScroll={false}>
                    Fold all phases
                  </Link>
                  {' · '}
                </>
              )}
              <Link to="." search={({ tab: _tab, ...rest }) => rest} resetScroll={false}>
                Same as a table
              </Link>
            </p>
            <GraphView
              graph={graph}
              onTask={(task) =>
                void navigate({ search: (old) => ({ ...old, task }), resetScroll: false })
              }
              onPhase={(phase) =>
                void navigate({ search: (old) => ({ ...old, phase }), resetScroll: false })
              }
            />
          </>
        )
      }
    </QueryView>
  );
}
