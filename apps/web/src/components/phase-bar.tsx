import type { Phase } from '@mosaic/contract';
import { percentOf } from '../format/percent.ts';

/** Done and deferred share of one phase. Decoration: the numbers stand beside it. */
export function PhaseBar({
  phase,
}: {
  phase: Pick<Phase, 'done' | 'deferred' | 'total' | 'stage'>;
}) {
  return (
    <span className={`bar stage-${phase.stage}`} aria-hidden="true">
      <span className="bar-done" style={{ width: `${percentOf(phase.done, phase.total)}%` }} />
      <span
        className="bar-deferred"
        style={{ width: `${percentOf(phase.deferred, phase.total)}%` }}
      />
    </span>
  );
}
