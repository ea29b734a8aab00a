import type { Mission } from '@mosaic/contract';
import { getRouteApi } from '@tanstack/react-router';
import { Tabs } from 'radix-ui';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { Loading } from '../../components/loading.tsx';
import { formatLabel } from '../../format/label.ts';
import { DeferredTab } from './deferred-tab.tsx';
import { EventsTab } from './events-tab.tsx';
import { EvidenceTab } from './evidence-tab.tsx';
import { HandoffsTab } from './handoffs-tab.tsx';
import { type MissionTab, missionTabs } from './mission-search.ts';
import { TasksTab } from './tasks-tab.tsx';
import { WorkersTab } from './workers-tab.tsx';

/** The drawing library is half of the code and not needed to see where a mission stands. */
const GraphTab = lazy(() =>
  import('./graph-tab.tsx').then((module) => ({ default: module.GraphTab })),
);

const route = getRouteApi('/missions/$missionId');

export function MissionTabs({ mission }: { mission: Mission }) {
  const { tab = 'tasks' } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen the chosen tab may lie outside of the strip.
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>(`[data-tab="${tab}"]`);
    const strip = list.current;
    if (!chosen || !strip) return;
    strip.scrollLeft = chosen.offsetLeft - (strip.clientWidth - chosen.offsetWidth) / 2;
  }, [tab]);
  const counts: Partial<Record<MissionTab, number>> = {
    workers: mission.tasks['in-progress'],
    evidence: mission.evidenceCount,
    deferred: mission.tasks.deferred,
  };
  const contents: Record<MissionTab, () => ReactNode> = {
    tasks: () => <TasksTab mission={mission} />,
    graph: () => (
      <Suspense fallback={<Loading label="Loading the graph" />}>
        <GraphTab mission={mission} />
      </Suspense>
    ),
    workers: () => <WorkersTab mission={mission} />,
    evidence: () => <EvidenceTab missionId={mission.id} />,
    deferred: () => <DeferredTab missionId={mission.id} />,
    handoffs: () => <HandoffsTab missionId={mission.id} />,
    events: () => <EventsTab missionId={mission.id} />,
  };

  return (
    <Tabs.Root
      value={tab}
      activationMode="manual"
      onValueChange={(value) => {
        const next = missionTabs.find((name) => name === value);
        if (next === undefined) return;
        void navigate({
          search: ({ tab: _tab, ...rest }) => (next === 'tasks' ? rest : { ...rest, tab: next }),
          resetScroll: false,
        });
      }}
    >
      <Tabs.List ref={list} className="tabs" aria-label="Details of the mission">
        {missionTabs.map((name) => (
          <Tabs.Trigger key={name} value={name} data-tab={name} className="tab">
            {formatLabel(name)}
            {counts[name] !== undefined && <span className="tab-count">{counts[name]}</span>}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {missionTabs.map((name) => (
        <Tabs.Content key={name} value={name} className="tab-content" tabIndex={-1}>
          {name === tab && contents[name]()}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
