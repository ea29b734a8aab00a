import type { PlanScenario } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useHub } from '../../../app/hub-context.ts';
import { Icon } from '../../../components/icon.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { planQueries } from '../../../data/plan-queries.ts';
import { formatTokens } from '../../../format/tokens.ts';
import { formatWork } from '../../../format/work-time.ts';
import { usePlan } from '../plan-context.ts';
import { ScenarioForm } from './scenario-form.tsx';
import { type Asked, firstScenarios, scenarioInput, scenarioName } from './scenario-list.ts';

/** The plan as it is beside what it would be with more workers, or without a part of it. */
export function Scenarios({ workers }: { workers: number }) {
  const { plan, outline } = usePlan();
  const [asked, setAsked] = useState<Asked[]>(() => firstScenarios(workers));
  const titleOf = (id: string) => outline.nodes[outline.positionOf.get(id) ?? -1]?.title ?? id;
  const known = asked.filter(
    (each) => each.without === null || outline.positionOf.has(each.without),
  );
  const compare = useQuery(
    planQueries.compare(useHub(), plan.id, {
      limits: { workers },
      scenarios: known.map((each) => scenarioInput(each, titleOf)),
    }),
  );
  return (
    <section className="panel scenarios" aria-labelledby="scenarios-title">
      <h2 id="scenarios-title">What if</h2>
      <ScenarioForm
        isFull={known.length >= 10}
        onAdd={(next) =>
          setAsked([
            ...known.filter((each) => scenarioName(each, titleOf) !== scenarioName(next, titleOf)),
            next,
          ])
        }
      />
      <QueryView query={compare} label="comparison">
        {({ scenarios }) => (
          <ScenarioTable
            scenarios={scenarios}
            onRemove={(index) => setAsked(known.filter((_each, place) => place !== index - 1))}
          />
        )}
      </QueryView>
    </section>
  );
}

interface ScenarioTableProps {
  scenarios: readonly PlanScenario[];
  onRemove: (index: number) => void;
}

function ScenarioTable({ scenarios, onRemove }: ScenarioTableProps) {
  const longest = Math.max(1, ...scenarios.map(({ forecast }) => forecast.minutes.p95));
  const base = scenarios[0]?.forecast.minutes.p50 ?? 0;
  return (
    <div className="table-frame">
      <table className="cards-when-narrow">
        <caption className="visually-hidden">Scenarios, the plan as it is first</caption>
        <thead>
          <tr>
            <th scope="col">Scenario</th>
            <th scope="col" className="number">
              P50
            </th>
            <th scope="col" className="number">
              P80
            </th>
            <th scope="col" className="number">
              P95
            </th>
            <th scope="col">From P50 to P95</th>
            <th scope="col" className="number">
              Tokens
            </th>
            <th scope="col">
              <span className="visually-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {scenarios.map((scenario, index) => (
            <ScenarioRow
              key={scenario.name}
              scenario={scenario}
              longest={longest}
              base={index === 0 ? null : base}
              onRemove={() => onRemove(index)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ScenarioRowProps {
  scenario: PlanScenario;
  longest: number;
  /** P50 of the plan as it is; null for that one itself. */
  base: number | null;
  onRemove: () => void;
}

function ScenarioRow({ scenario, longest, base, onRemove }: ScenarioRowProps) {
  const { name, forecast } = scenario;
  const { minutes, tokens } = forecast;
  const left = (minutes.p50 / longest) * 100;
  const width = Math.max(0.5, ((minutes.p95 - minutes.p50) / longest) * 100);
  return (
    <tr>
      <th scope="row" className="long-text">
        {base === null ? 'As it is' : name}
        {base !== null && base > 0 && (
          <span className="scenario-change">{changeWords(minutes.p50, base)}</span>
        )}
      </th>
      <td data-label="P50" className="number">
        {formatWork(minutes.p50)}
      </td>
      <td data-label="P80" className="number">
        {formatWork(minutes.p80)}
      </td>
      <td data-label="P95" className="number">
        {formatWork(minutes.p95)}
      </td>
      <td className="scenario-range" aria-hidden="true">
        <span className="range">
          <span style={{ left: `${left}%`, width: `${width}%` }} />
        </span>
      </td>
      <td data-label="Tokens" className="number">
        {tokens === null ? 'unknown' : formatTokens(Math.round(tokens.p50))}
      </td>
      <td className="cell-button">
        {base !== null && (
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${name}`}
            onClick={onRemove}
          >
            <Icon name="close" />
          </button>
        )}
      </td>
    </tr>
  );
}

function changeWords(minutes: number, base: number): string {
  const percent = Math.round((minutes / base - 1) * 100);
  if (percent === 0) return 'the same';
  return percent < 0 ? `${-percent} % shorter` : `${percent} % longer`;
}
