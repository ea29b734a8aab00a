import type { Mission } from '@mosaic/contract';
import { Link } from '@tanstack/react-router';
import { MissionProgress } from '../../components/mission-progress.tsx';
import { MissionTime } from '../../components/mission-time.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { formatCount } from '../../format/count.ts';
import { percentOf } from '../../format/percent.ts';
import { formatTokenUse } from '../../format/tokens.ts';

interface MissionCardProps {
  mission: Mission;
  projectName: string | null;
}

export function MissionCard({ mission, projectName }: MissionCardProps) {
  const { tasks } = mission;
  const phase = mission.phases.find(
    (each) => each.stage !== 'waiting' && each.stage !== 'complete',
  );
  return (
    <article className="card mission-card">
      <div className="mission-card-head">
        <h2>
          <Link to="/missions/$missionId" params={{ missionId: mission.id }} className="card-link">
            {mission.name}
          </Link>
        </h2>
        <StatusBadge status={mission.status} />
      </div>
      <p className="meta">
        {projectName !== null && <span>{projectName}</span>}
        <span>{mission.runtime}</span>
        {phase !== undefined && (
          <span>
            Phase {phase.number} of {mission.phases.length}, {phase.stage}
          </span>
        )}
        <MissionTime mission={mission} />
      </p>
      <MissionProgress mission={mission} />
      <p className="numbers">
        <span>
          <b>{percentOf(tasks.done + tasks.deferred, tasks.total)} %</b>
        </span>
        <span>
          {tasks.total === 0 ? (
            'the plan is being made'
          ) : (
            <>
              <b>{tasks.done}</b> of {formatCount(tasks.total, 'task')} done
            </>
          )}
        </span>
        {tasks['in-progress'] > 0 && (
          <span className="tone-run">{tasks['in-progress']} running</span>
        )}
        {tasks.failed > 0 && <span className="tone-bad">{tasks.failed} failed</span>}
        {tasks.deferred > 0 && <span className="tone-warn">{tasks.deferred} deferred</span>}
        <span className="numbers-end">
          {formatTokenUse(mission.usedTokens, mission.estimateTokens)}
        </span>
      </p>
    </article>
  );
}
