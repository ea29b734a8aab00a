import type { PlanSchedule } from '@mosaic/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { EmptyState } from '../../../components/empty-state.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { formatWork } from '../../../format/work-time.ts';
import { NotYet } from '../not-yet.tsx';
import { usePlan } from '../plan-context.ts';
import { ViewSwitch } from '../view-switch.tsx';
import { WorkersChoice } from '../workers-choice.tsx';
import { GanttChart } from './gantt-chart.tsx';
import { ScheduleTable } from './schedule-table.tsx';

const route = getRouteApi('/plans/$planId');

/** When what is done, by so many workers. */
export function GanttTab({ schedule }: { schedule: UseQueryResult<PlanSchedule> }) {
  const { plan } = usePlan();
  const search = route.useSearch();
  if (plan.findings.error > 0) return <NotYet what="schedule" />;
  return (
    <>
      <div className="graph-tools">
        <ViewSwitch />
        {search.view !== 'table' && <RowsSwitch />}
        <WorkersChoice />
      </div>
      <QueryView query={schedule} label="schedule">
        {(data) =>
          data.nodes.length === 0 ? (
            <EmptyState title="Nothing to schedule yet" />
          ) : (
            <>
              <ScheduleFacts schedule={data} />
              {search.view === 'table' ? (
                <ScheduleTable schedule={data} />
              ) : (
                <GanttChart schedule={data} grouping={search.rows ?? 'features'} />
              )}
              <Bottlenecks schedule={data} />
            </>
          )
        }
      </QueryView>
    </>
  );
}

function RowsSwitch() {
  return (
    <nav className="button-group" aria-label="Rows">
      <Link
        to="."
        search={({ rows: _rows, ...rest }) => rest}
        resetScroll={false}
        className="button small"
        activeOptions={{ exact: true }}
      >
        By feature
      </Link>
      <Link
        to="."
        search={(old) => ({ ...old, rows: 'workers' as const })}
        resetScroll={false}
        className="button small"
      >
        By worker
      </Link>
    </nav>
  );
}

function ScheduleFacts({ schedule }: { schedule: PlanSchedule }) {
  const { makespanMinutes, criticalMinutes, workMinutes, criticalPath } = schedule;
  return (
    <p className="numbers schedule-facts">
      <span>
        <b>{formatWork(makespanMinutes)}</b> from start to end
      </span>
      <span>
        <b>{formatWork(criticalMinutes)}</b> with any number of workers, along {criticalPath.length}{' '}
        atomics
      </span>
      <span>
        <b>{formatWork(workMinutes)}</b> of work
      </span>
    </p>
  );
}

const shownMax = 5;

function Bottlenecks({ schedule: { bottlenecks } }: { schedule: PlanSchedule }) {
  if (bottlenecks.length === 0) return null;
  return (
    <section className="bottlenecks" aria-label="Bottlenecks">
      <h2>What holds work back</h2>
      <ul className="plain">
        {bottlenecks.slice(0, shownMax).map(({ name, waitedMinutes, nodes }) => (
          <li key={name}>
            <b>{name}</b>: {nodes} waited, together {formatWork(waitedMinutes)}
          </li>
        ))}
      </ul>
    </section>
  );
}
