import '../../styles/plans.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { usePageTitle } from '../../app/use-page-title.ts';
import { Drawer } from '../../components/drawer.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Icon } from '../../components/icon.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { planQueries } from '../../data/plan-queries.ts';
import { queries } from '../../data/queries.ts';
import { NewPlanForm } from './new-plan-form.tsx';
import { PlanCard } from './plan-card.tsx';

const route = getRouteApi('/plans');

export function PlansPage() {
  usePageTitle('Plans');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const hub = useHub();
  const plans = useQuery(planQueries.plans(hub));
  const projects = useQuery(queries.projects(hub));
  const names = new Map(projects.data?.items.map((project) => [project.id, project.name]));

  return (
    <>
      <div className="page-head">
        <h1>Plans</h1>
        <NewPlanLink />
      </div>
      <QueryView query={plans} label="plans">
        {({ items, hasMore }) =>
          items.length === 0 ? (
            <EmptyState title="No plans yet">
              <p>
                A plan splits a goal into atomic tasks of half an hour, says what waits for what,
                and forecasts how long it takes. A mission then carries it out.
              </p>
              <NewPlanLink />
              <p className="hint">
                Or from a terminal: <code>tony plan "Build a REST API"</code>
              </p>
            </EmptyState>
          ) : (
            <>
              <ul className="plan-list">
                {items.map((plan) => (
                  <li key={plan.id}>
                    <PlanCard
                      plan={plan}
                      projectName={
                        plan.projectId === null ? null : (names.get(plan.projectId) ?? null)
                      }
                    />
                  </li>
                ))}
              </ul>
              {hasMore && <p className="hint">Only the newest {items.length} plans are shown.</p>}
            </>
          )
        }
      </QueryView>
      {search.new === 'plan' && (
        <Drawer
          title="Make a plan"
          onClose={() => void navigate({ search: {}, replace: true, resetScroll: false })}
        >
          <NewPlanForm />
        </Drawer>
      )}
    </>
  );
}

function NewPlanLink() {
  return (
    <Link to="/plans" search={{ new: 'plan' }} className="button primary" resetScroll={false}>
      <Icon name="plus" />
      Make a plan
    </Link>
  );
}
