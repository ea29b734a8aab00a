import '../../styles/plan.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { usePageTitle } from '../../app/use-page-title.ts';
import { QueryView } from '../../components/query-view.tsx';
import { planQueries } from '../../data/plan-queries.ts';
import { printable } from '../../text/printable-text.ts';
import { PlanView } from './plan-view.tsx';

const route = getRouteApi('/plans/$planId');

export function PlanPage() {
  const { planId } = route.useParams();
  const plan = useQuery(planQueries.plan(useHub(), planId));
  const title = plan.data === undefined ? 'Plan' : printable(plan.data.plan.title);
  usePageTitle(title);
  return (
    <>
      <nav aria-label="Breadcrumb" className="breadcrumb">
        <Link to="/plans">Plans</Link>
        <span aria-hidden="true">/</span>
        <span className="long-text">{title}</span>
      </nav>
      {plan.data === undefined && <h1>Plan</h1>}
      <QueryView query={plan} label="plan">
        {({ plan: facts, document }) => (
          <PlanView key={facts.id} plan={facts} document={document} />
        )}
      </QueryView>
    </>
  );
}
