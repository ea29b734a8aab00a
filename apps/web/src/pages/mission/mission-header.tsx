import type { Mission } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { MissionTime } from '../../components/mission-time.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { queries } from '../../data/queries.ts';
import { formatCount } from '../../format/count.ts';
import { formatLabel } from '../../format/label.ts';
import { shortCommit } from '../../format/short-commit.ts';
import { MissionActions } from './mission-actions.tsx';

export function MissionHeader({ mission }: { mission: Mission }) {
  const projects = useQuery(queries.projects(useHub()));
  const project = projects.data?.items.find((each) => each.id === mission.projectId);
  return (
    <div className="page-head mission-head">
      <div>
        <h1 className="long-text">{mission.name}</h1>
        <p className="meta">
          <StatusBadge status={mission.status} />
          {project !== undefined && <span>{project.name}</span>}
          <span className="mono">{mission.branch}</span>
          {mission.headCommit !== null && (
            <span className="mono" title={mission.headCommit}>
              {shortCommit(mission.headCommit)}
            </span>
          )}
          <span>{mission.runtime}</span>
          <span>up to {formatCount(mission.maxWorkers, 'worker')}</span>
          {mission.reportName !== null && <span>report {mission.reportName}</span>}
          {mission.planId !== null && (
            <Link to="/plans/$planId" params={{ planId: mission.planId }}>
              Its plan
            </Link>
          )}
          <MissionTime mission={mission} />
        </p>
        <p className="visually-hidden" role="status">
          {`${mission.name}: ${formatLabel(mission.status)}, ${mission.tasks.done} of ${mission.tasks.total} tasks done`}
        </p>
      </div>
      <MissionActions mission={mission} />
    </div>
  );
}
