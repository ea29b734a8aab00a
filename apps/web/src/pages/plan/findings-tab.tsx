import type { PlanFinding, PlanSeverity } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { planQueries } from '../../data/plan-queries.ts';
import { formatCount } from '../../format/count.ts';
import { printable } from '../../text/printable-text.ts';
import { NodeLink } from './node-link.tsx';
import { usePlan } from './plan-context.ts';

const groups: readonly { severity: PlanSeverity; title: string; icon: IconName; tone: string }[] = [
  { severity: 'error', title: 'Keep the plan from running', icon: 'failed', tone: 'bad' },
  { severity: 'warning', title: 'Worth a look', icon: 'warning', tone: 'warn' },
  { severity: 'advice', title: 'Advice', icon: 'info', tone: 'wait' },
];
const shownFirst = 50;

/** What the compiler has to say, each with the node it is about. */
export function FindingsTab() {
  const { plan } = usePlan();
  const check = useQuery(planQueries.check(useHub(), plan.id));
  return (
    <QueryView query={check} label="findings">
      {({ findings, isRunnable }) =>
        findings.length === 0 ? (
          <EmptyState title="Nothing to find fault with">
            <p>The plan compiles: levels, sizes, criteria and dependencies are in order.</p>
          </EmptyState>
        ) : (
          <>
            <p className="hint">
              {isRunnable
                ? 'The plan compiles and can be run.'
                : 'A mission can run the plan once the errors are gone.'}
            </p>
            {groups.map(({ severity, ...group }) => (
              <FindingGroup
                key={severity}
                {...group}
                findings={findings.filter((finding) => finding.severity === severity)}
              />
            ))}
          </>
        )
      }
    </QueryView>
  );
}

interface FindingGroupProps {
  title: string;
  icon: IconName;
  tone: string;
  findings: readonly PlanFinding[];
}

function FindingGroup({ title, icon, tone, findings }: FindingGroupProps) {
  const [isAll, setIsAll] = useState(false);
  if (findings.length === 0) return null;
  const shown = isAll ? findings : findings.slice(0, shownFirst);
  return (
    <section className="finding-group" aria-label={title}>
      <h2 className={`tone-${tone}`}>
        <Icon name={icon} /> {title} <span className="tab-count">{findings.length}</span>
      </h2>
      <ul className="finding-list">
        {shown.map((finding, index) => (
          // Findings have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <li key={index}>
            <p className="long-text">{printable(finding.message)}</p>
            <p className="meta">
              <code>{finding.code}</code>
              <FindingPlace finding={finding} />
            </p>
          </li>
        ))}
      </ul>
      {shown.length < findings.length && (
        <button type="button" className="button" onClick={() => setIsAll(true)}>
          Show all {formatCount(findings.length, 'finding')}
        </button>
      )}
    </section>
  );
}

/** The node, or for a cycle all nodes of it in order. */
function FindingPlace({ finding }: { finding: PlanFinding }) {
  const ids = finding.cycle ?? finding.path.slice(-1);
  if (ids.length === 0) return <span>the plan as a whole</span>;
  return ids.map((id, index) => (
    // A cycle names its first node twice.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above.
    <span key={index}>
      {index > 0 && '→ '}
      <NodeLink id={id} withTitle={finding.cycle === undefined} />
    </span>
  ));
}
