import {
  operations,
  type PlanGap,
  type PlanGapArea,
  type PlanGaps,
  planGapAreas,
} from '@mosaic/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useHub } from '../../app/hub-context.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { keys } from '../../data/keys.ts';
import { planQueries } from '../../data/plan-queries.ts';
import { useCommand } from '../../data/use-command.ts';
import { formatCount } from '../../format/count.ts';
import { formatLabel } from '../../format/label.ts';
import { printable } from '../../text/printable-text.ts';
import { NodeLink } from './node-link.tsx';
import { usePlan } from './plan-context.ts';

/** What a second look finds missing, by area, and the button that adds it. */
export function GapsTab() {
  const { plan } = usePlan();
  const queryClient = useQueryClient();
  const gaps = useQuery(planQueries.gaps(useHub(), plan.id));
  const fill = useCommand(operations.fillPlan, async () => {
    await queryClient.invalidateQueries({ queryKey: keys.plan(plan.id) });
    await queryClient.invalidateQueries({ queryKey: keys.planPart('plan-gaps', plan.id) });
  });
  const onFill = (areas?: PlanGapArea[]) =>
    fill.mutate({
      planId: plan.id,
      baseVersion: plan.version,
      ...(areas === undefined ? {} : { areas }),
    });

  return (
    <QueryView query={gaps} label="gaps">
      {(found) =>
        found.gaps.length === 0 ? (
          <EmptyState title="No gaps found">
            <p>
              Dependencies, integration points, quality gates, edge cases and cross-cutting work are
              there.
            </p>
          </EmptyState>
        ) : (
          <>
            <div className="gaps-head">
              <GapSums gaps={found} />
              <button
                type="button"
                className="button primary"
                disabled={fill.isPending}
                onClick={() => onFill()}
              >
                {fill.isPending ? 'Filling …' : 'Fill all gaps'}
              </button>
            </div>
            {fill.isError && <ErrorNotice title="The gaps were not filled" error={fill.error} />}
            {planGapAreas.map((area) => (
              <GapArea
                key={area}
                area={area}
                gaps={found.gaps.filter((gap) => gap.area === area)}
                isBusy={fill.isPending}
                onFill={() => onFill([area])}
              />
            ))}
          </>
        )
      }
    </QueryView>
  );
}

function GapSums({ gaps: { before, after } }: { gaps: PlanGaps }) {
  return (
    <p>
      Filling them adds {formatCount(after.counts.atomic - before.counts.atomic, 'atomic')} to{' '}
      {before.counts.atomic.toLocaleString('en')}, and{' '}
      {formatCount(after.edges - before.edges, 'dependency', 'dependencies')} to{' '}
      {before.edges.toLocaleString('en')}.
    </p>
  );
}

interface GapAreaProps {
  area: PlanGapArea;
  gaps: readonly PlanGap[];
  isBusy: boolean;
  onFill: () => void;
}

function GapArea({ area, gaps, isBusy, onFill }: GapAreaProps) {
  if (gaps.length === 0) return null;
  return (
    <section className="finding-group" aria-label={formatLabel(area)}>
      <div className="section-head">
        <h2>
          {formatLabel(area)} <span className="tab-count">{gaps.length}</span>
        </h2>
        <button type="button" className="button small" disabled={isBusy} onClick={onFill}>
          Fill {formatLabel(area).toLowerCase()}
        </button>
      </div>
      <ul className="finding-list">
        {gaps.map((gap, index) => (
          // A rule may find several gaps: they have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <li key={index}>
            <p className="long-text">{printable(gap.reason)}</p>
            {gap.nodes.length > 0 && (
              <ul className="gap-nodes">
                {gap.nodes.map((node) => (
                  <li key={node.id} className="long-text">
                    <span className="tone-ok">add</span> {printable(node.title)}{' '}
                    {node.parentId !== null && (
                      <span className="muted">
                        below <NodeLink id={node.parentId} />
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            )}
            {gap.edges.length > 0 && (
              <ul className="gap-nodes">
                {gap.edges.map((edge) => (
                  <li key={`${edge.from}>${edge.to}`}>
                    <span className="tone-ok">connect</span> <NodeLink id={edge.from} /> →{' '}
                    <NodeLink id={edge.to} />
                  </li>
                ))}
              </ul>
            )}
            <p className="meta">
              <code>{gap.rule}</code>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
