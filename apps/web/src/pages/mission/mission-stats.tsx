import type { Mission } from '@mosaic/contract';
import { MissionProgress } from '../../components/mission-progress.tsx';
import { percentOf } from '../../format/percent.ts';
import { formatTokens } from '../../format/tokens.ts';

export function MissionStats({ mission }: { mission: Mission }) {
  const { tasks } = mission;
  return (
    <section className="stats" aria-label="Numbers">
      <div className="stat stat-wide">
        <p className="stat-label">Progress</p>
        <p className="stat-value">
          {percentOf(tasks.done + tasks.deferred, tasks.total)} %
          <span className="stat-more">
            {tasks.done.toLocaleString('en')} of {tasks.total.toLocaleString('en')} done
          </span>
        </p>
        <MissionProgress mission={mission} />
      </div>
      <Stat
        label="Running"
        value={tasks['in-progress']}
        more={`of ${mission.maxWorkers} workers`}
      />
      <Stat
        label="Open"
        value={tasks['not-started']}
        more={tasks.failed > 0 ? `${tasks.failed} failed` : 'none failed'}
      />
      <Stat
        label="Deferred"
        value={tasks.deferred}
        more={tasks.skipped > 0 ? `with reasons, ${tasks.skipped} skipped` : 'with reasons'}
      />
      <Stat label="Evidence" value={mission.evidenceCount} more="gate runs" />
      <Stat
        label="Tokens used"
        value={formatTokens(mission.usedTokens)}
        more={`of ~${formatTokens(mission.estimateTokens)} estimated`}
      />
    </section>
  );
}

function Stat({ label, value, more }: { label: string; value: number | string; more: string }) {
  return (
    <div className="stat">
      <p className="stat-label">{label}</p>
      <p className="stat-value">{typeof value === 'number' ? value.toLocaleString('en') : value}</p>
      <p className="stat-more">{more}</p>
    </div>
  );
}
