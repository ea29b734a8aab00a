import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { queries } from '../../data/queries.ts';
import { MissionCard } from './mission-card.tsx';

export function MissionList() {
  const hub = useHub();
  const missions = useQuery(queries.missions(hub));
  const projects = useQuery(queries.projects(hub));
  const names = new Map(projects.data?.items.map((project) => [project.id, project.name]));

  return (
    <QueryView query={missions} label="missions">
      {({ items, hasMore }) =>
        items.length === 0 ? (
          <FirstSteps hasProjects={names.size > 0} />
        ) : (
          <>
            <ul className="mission-list">
              {items.map((mission) => (
                <li key={mission.id}>
                  <MissionCard
                    mission={mission}
                    projectName={names.get(mission.projectId) ?? null}
                  />
                </li>
              ))}
            </ul>
            {hasMore && (
              <p className="hint">
                Only the newest {items.length} missions are shown; <code>mosaic mission list</code>{' '}
                lists all.
              </p>
            )}
          </>
        )
      }
    </QueryView>
  );
}

function FirstSteps({ hasProjects }: { hasProjects: boolean }) {
  return (
    <EmptyState title="No missions yet">
      <p>A mission turns the findings of a review into proven fixes, phase by phase.</p>
      <ol className="steps">
        <li className={hasProjects ? 'step-done' : 'step-next'}>
          <span>
            Add the git repository to work on{hasProjects && <b> – done</b>}
            <span className="hint">Your checkout is never changed; fixes arrive as branches.</span>
          </span>
          {!hasProjects && (
            <Link to="/" search={{ new: 'project' }} className="button primary">
              Add project
            </Link>
          )}
        </li>
        <li className={hasProjects ? 'step-next' : ''}>
          <span>
            Start a mission
            <span className="hint">With a review report, or let the first run write one.</span>
          </span>
          {hasProjects && (
            <Link to="/" search={{ new: 'mission' }} className="button primary">
              Start mission
            </Link>
          )}
        </li>
      </ol>
      <p className="hint">
        With a goal instead of findings, <Link to="/plans">make a plan</Link> and run it.
      </p>
      <p className="hint">
        Or from a terminal: <code>npm start</code> brings up a hub with a runner and a first
        mission.
      </p>
    </EmptyState>
  );
}
