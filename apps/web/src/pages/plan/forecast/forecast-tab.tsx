import type { Percentiles, PlanForecast } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useHub } from '../../../app/hub-context.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { planQueries } from '../../../data/plan-queries.ts';
import { formatCost } from '../../../format/cost.ts';
import { formatCount } from '../../../format/count.ts';
import { percentOf } from '../../../format/percent.ts';
import { formatTokens } from '../../../format/tokens.ts';
import { formatWork } from '../../../format/work-time.ts';
import { NodeLink } from '../node-link.tsx';
import { NotYet } from '../not-yet.tsx';
import { usePlan } from '../plan-context.ts';
import { defaultWorkers } from '../plan-search.ts';
import { WorkersChoice } from '../workers-choice.tsx';
import { Histogram } from './histogram.tsx';
import { Scenarios } from './scenarios.tsx';

const route = getRouteApi('/plans/$planId');

/** How long it may take, how much it may cost, and what would change that. */
export function ForecastTab() {
  const { plan, outline } = usePlan();
  const { workers = defaultWorkers } = route.useSearch();
  const isReady = plan.findings.error === 0 && outline.nodes.length > 0;
  const forecast = useQuery({
    ...planQueries.forecast(useHub(), plan.id, { limits: { workers } }),
    enabled: isReady,
  });
  if (outline.nodes.length === 0) return <EmptyState title="Nothing to forecast yet" />;
  if (!isReady) return <NotYet what="forecast" />;
  return (
    <>
      <div className="graph-tools">
        <WorkersChoice />
      </div>
      <QueryView query={forecast} label="forecast">
        {(data) => (
          <>
            <div className="forecast">
              <section className="panel" aria-label="Duration">
                <h2>How long</h2>
                <Histogram forecast={data} />
              </section>
              <section className="panel" aria-label="Forecast in numbers">
                <h2>In numbers</h2>
                <PercentileTable forecast={data} />
                <Confidence forecast={data} />
              </section>
              <Criticality forecast={data} />
            </div>
            <Scenarios workers={workers} />
          </>
        )}
      </QueryView>
    </>
  );
}

function PercentileTable({ forecast }: { forecast: PlanForecast }) {
  const { minutes, tokens, costMicroUsd } = forecast;
  return (
    <table className="percentiles">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">What</span>
          </th>
          <th scope="col" className="number">
            P50
          </th>
          <th scope="col" className="number">
            P80
          </th>
          <th scope="col" className="number">
            P95
          </th>
        </tr>
      </thead>
      <tbody>
        <PercentileRow label="Duration" values={minutes} format={formatWork} />
        <PercentileRow label="Tokens" values={tokens} format={formatTokens} />
        <PercentileRow label="Cost" values={costMicroUsd} format={formatCost} />
      </tbody>
    </table>
  );
}

interface PercentileRowProps {
  label: string;
  values: Percentiles | null;
  format: (value: number) => string;
}

function PercentileRow({ label, values, format }: PercentileRowProps) {
  return (
    <tr>
      <th scope="row">{label}</th>
      {values === null ? (
        <td colSpan={3} className="number muted">
          unknown
        </td>
      ) : (
        [values.p50, values.p80, values.p95].map((value, index) => (
          // Three places that never change order.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <td key={index} className="number">
            {format(Math.round(value))}
          </td>
        ))
      )}
    </tr>
  );
}

const confidenceWords: Readonly<Record<PlanForecast['confidence'], string>> = {
  none: 'No finished run of such tasks yet: the spread comes from the estimates alone.',
  low: 'Low confidence: fewer than 3 finished runs to learn from.',
  medium: 'Medium confidence: 3 to 5 finished runs to learn from.',
  high: 'High confidence: 6 finished runs or more to learn from.',
};

function Confidence({ forecast }: { forecast: PlanForecast }) {
  return (
    <p className="hint">
      {confidenceWords[forecast.confidence]}{' '}
      {forecast.unlearned > 0 &&
        `${formatCount(forecast.unlearned, 'atomic')} rest on no run of their kind. `}
      {forecast.finished > 0 && `${formatCount(forecast.finished, 'atomic')} are over. `}
      The plan was played {forecast.samples.toLocaleString('en')} times.
    </p>
  );
}

const shownMax = 8;

function Criticality({ forecast: { criticality } }: { forecast: PlanForecast }) {
  if (criticality.length === 0) return null;
  return (
    <section className="panel" aria-label="What decides the end">
      <h2>What decides the end</h2>
      <p className="hint">How often an atomic lay on the longest chain.</p>
      <ul className="criticality">
        {criticality.slice(0, shownMax).map(({ id, share }) => (
          <li key={id}>
            <span className="long-text">
              <NodeLink id={id} withTitle />
            </span>
            <span className="bar" aria-hidden="true">
              <span className="bar-run" style={{ width: `${share * 100}%` }} />
            </span>
            <span className="number">{percentOf(share * 1_000, 1_000)} %</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
