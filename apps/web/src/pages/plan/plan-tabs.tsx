import type { PlanSchedule } from '@mosaic/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Tabs } from 'radix-ui';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Loading } from '../../components/loading.tsx';
import { formatLabel } from '../../format/label.ts';
import { webLimits } from '../../limits.ts';
import { openFirst } from '../../plan/visible-rows.ts';
import { FindingsTab } from './findings-tab.tsx';
import { GapsTab } from './gaps-tab.tsx';
import { HistoryTab } from './history-tab.tsx';
import { usePlan } from './plan-context.ts';
import { type PlanTab, planTabs } from './plan-search.ts';
import { TreeTab } from './tree/tree-tab.tsx';

/** Each picture loads with its tab: the tree is enough to see what a plan is about. */
const GraphTab = lazy(() =>
  import('./graph/graph-tab.tsx').then((module) => ({ default: module.PlanGraphTab })),
);
const GanttTab = lazy(() =>
  import('./gantt/gantt-tab.tsx').then((module) => ({ default: module.GanttTab })),
);
const ForecastTab = lazy(() =>
  import('./forecast/forecast-tab.tsx').then((module) => ({ default: module.ForecastTab })),
);

const route = getRouteApi('/plans/$planId');

export function PlanTabs({ schedule }: { schedule: UseQueryResult<PlanSchedule> }) {
  const { plan, outline } = usePlan();
  const { tab = 'tree' } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useRef<HTMLDivElement>(null);
  // What is open outlives a visit to another tab.
  const [open, setOpen] = useState<ReadonlySet<string>>(() =>
    openFirst(outline, webLimits.treeRowsFirst),
  );
  // On a narrow screen the chosen tab may lie outside of the strip.
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>(`[data-tab="${tab}"]`);
    const strip = list.current;
    if (!chosen || !strip) return;
    strip.scrollLeft = chosen.offsetLeft - (strip.clientWidth - chosen.offsetWidth) / 2;
  }, [tab]);
  const { error, warning } = plan.findings;
  const counts: Partial<Record<PlanTab, number>> = { findings: error + warning };
  const contents: Record<PlanTab, () => ReactNode> = {
    tree: () => <TreeTab open={open} onOpen={setOpen} />,
    graph: () => <GraphTab />,
    gantt: () => <GanttTab schedule={schedule} />,
    forecast: () => <ForecastTab />,
    findings: () => <FindingsTab />,
    gaps: () => <GapsTab />,
    history: () => <HistoryTab />,
  };

  return (
    <Tabs.Root
      value={tab}
      activationMode="manual"
      onValueChange={(value) => {
        const next = planTabs.find((name) => name === value);
        if (next === undefined) return;
        void navigate({
          search: ({ tab: _tab, view: _view, ...rest }) =>
            next === 'tree' ? rest : { ...rest, tab: next },
          resetScroll: false,
        });
      }}
    >
      <Tabs.List ref={list} className="tabs" aria-label="Views of the plan">
        {planTabs.map((name) => (
          <Tabs.Trigger key={name} value={name} data-tab={name} className="tab">
            {formatLabel(name)}
            {(counts[name] ?? 0) > 0 && <span className="tab-count">{counts[name]}</span>}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {planTabs.map((name) => (
        <Tabs.Content key={name} value={name} className="tab-content" tabIndex={-1}>
          {name === tab && (
            <Suspense fallback={<Loading label="Loading the view" />}>{contents[name]()}</Suspense>
          )}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
