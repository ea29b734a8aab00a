import type { Mission } from '@mosaic/contract';
import { percentOf } from '../format/percent.ts';
import { PhaseBar } from './phase-bar.tsx';

/** One bar for each phase, as wide as the phase is large, read out as one progress. */
export function MissionProgress({ mission }: { mission: Mission }) {
  const { tasks, phases } = mission;
  const settled = tasks.done + tasks.deferred;
  const percent = percentOf(settled, tasks.total);
  const parts =
    phases.length > 0
      ? phases
      : [
          {
            number: 0,
            total: tasks.total,
            done: tasks.done,
            deferred: tasks.deferred,
            stage: 'waiting' as const,
          },
        ];
  return (
    <div
      className="mission-progress"
      role="progressbar"
      aria-label={`Progress of ${mission.name}`}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={`${settled} of ${tasks.total} tasks settled, ${percent} %`}
    >
      {parts.map((phase) => (
        <span
          key={phase.number}
          className="mission-progress-part"
          style={{ flexGrow: Math.max(1, phase.total) }}
        >
          <PhaseBar phase={phase} />
        </span>
      ))}
    </div>
  );
}
