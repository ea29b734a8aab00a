import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { usePageTitle } from '../../app/use-page-title.ts';
import { Drawer } from '../../components/drawer.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { queries } from '../../data/queries.ts';
import { TaskDetail } from '../task/task-detail.tsx';
import { EvidenceDetail } from './evidence-detail.tsx';
import { MissionHeader } from './mission-header.tsx';
import { MissionNotices } from './mission-notices.tsx';
import { MissionStats } from './mission-stats.tsx';
import { MissionTabs } from './mission-tabs.tsx';
import { PhaseTrack } from './phase-track.tsx';

const route = getRouteApi('/missions/$missionId');

export function MissionPage() {
  const { missionId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mission = useQuery(queries.mission(useHub(), missionId));
  usePageTitle(mission.data?.name ?? 'Mission');

  const closeDrawer = () =>
    void navigate({
      search: ({ task: _task, evidence: _evidence, ...rest }) => rest,
      replace: true,
      resetScroll: false,
    });

  return (
    <>
      <nav aria-label="Breadcrumb" className="breadcrumb">
        <Link to="/">Missions</Link>
        <span aria-hidden="true">/</span>
        <span className="long-text">{mission.data?.name ?? 'Mission'}</span>
      </nav>
      {mission.data === undefined && <h1>Mission</h1>}
      <QueryView query={mission} label="mission">
        {(data) => (
          <>
            <MissionHeader mission={data} />
            <MissionNotices mission={data} />
            <MissionStats mission={data} />
            <PhaseTrack phases={data.phases} />
            <MissionTabs mission={data} />
          </>
        )}
      </QueryView>
      {search.task !== undefined && (
        <Drawer key={search.task} title="Task" onClose={closeDrawer}>
          <TaskDetail taskId={search.task} isInDrawer />
        </Drawer>
      )}
      {search.task === undefined && search.evidence !== undefined && (
        <Drawer key={search.evidence} title="Evidence" onClose={closeDrawer}>
          <EvidenceDetail evidenceId={search.evidence} />
        </Drawer>
      )}
    </>
  );
}
