import type { Plan } from '@mosaic/contract';
import { Link } from '@tanstack/react-router';
import { FindingCounts, PlanSourceLabel, PlanStatusBadge } from '../../components/plan-badges.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatCount } from '../../format/count.ts';
import { formatTokens } from '../../format/tokens.ts';
import { formatWork } from '../../format/work-time.ts';
import { printable } from '../../text/printable-text.ts';

interface PlanCardProps {
  plan: Plan;
  projectName: string | null;
}

export function PlanCard({ plan, projectName }: PlanCardProps) {
  return (
    <article className="card plan-card">
      <div className="mission-card-head">
        <h2>
          <Link to="/plans/$planId" params={{ planId: plan.id }} className="card-link">
            {printable(plan.title)}
          </Link>
        </h2>
        <PlanStatusBadge status={plan.status} />
      </div>
      <p className="meta">
        <PlanSourceLabel source={plan.source} />
        {projectName !== null && <span>{projectName}</span>}
        <span className="mono">{plan.epics.join(', ')}</span>
      </p>
      <p className="numbers">
        <span>{formatCount(plan.counts.feature, 'feature')}</span>
        <span>{formatCount(plan.counts.atomic, 'atomic')}</span>
        {plan.minutes !== null && <span>{formatWork(plan.minutes)} of work</span>}
        {plan.tokens !== null && <span>~{formatTokens(plan.tokens)} tokens</span>}
        <FindingCounts findings={plan.findings} />
        <span className="numbers-end">
          changed <TimeAgo at={plan.updatedAt} />
        </span>
      </p>
    </article>
  );
}
