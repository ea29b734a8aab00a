import type { Phase, PhaseStage } from '@mosaic/contract';
import { Link } from '@tanstack/react-router';
import { PhaseBar } from '../../components/phase-bar.tsx';
import { SeverityTag } from '../../components/severity-tag.tsx';

const stages: readonly PhaseStage[] = ['waiting', 'bulk', 'polish', 'verifying', 'complete'];

/** The phases in order, each with its stage; a phase leads to its tasks. */
export function PhaseTrack({ phases }: { phases: readonly Phase[] }) {
  if (phases.length === 0) return null;
  return (
    <section aria-labelledby="phases-title">
      <h2 id="phases-title" className="visually-hidden">
        Phases
      </h2>
      <ol className="phases">
        {phases.map((phase) => (
          <li key={phase.number} className={`phase phase-${phase.stage}`}>
            <p className="phase-head">
              <Link
                to="."
                search={(old) => ({ ...withoutPage(old), phase: phase.number })}
                resetScroll={false}
                className="card-link"
              >
                <span className="phase-number">{phase.number}</span>
                <span className="long-text">{phase.name}</span>
              </Link>
              <span className="phase-count">
                {phase.done}/{phase.total}
                {phase.deferred > 0 && (
                  <span className="tone-warn"> +{phase.deferred} deferred</span>
                )}
                {phase.skipped > 0 && <span> +{phase.skipped} skipped</span>}
              </span>
            </p>
            <PhaseBar phase={phase} />
            <Stages current={phase.stage} />
            <p className="meta">
              {phase.severity !== null && <SeverityTag severity={phase.severity} />}
              <span className="mono">{phase.branch}</span>
              {phase.issue !== null && <span>{phase.issue}</span>}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Stages({ current }: { current: PhaseStage }) {
  const reached = stages.indexOf(current);
  return (
    <ol className="stages" aria-label="Stages">
      {stages.map((stage, index) => (
        <li
          key={stage}
          className={index < reached ? 'stage-past' : index === reached ? 'stage-now' : ''}
          {...(index === reached ? { 'aria-current': 'step' as const } : {})}
        >
          {stage}
        </li>
      ))}
    </ol>
  );
}

function withoutPage<Search extends object>(search: Search): Omit<Search, 'page' | 'tab'> {
  const { page: _page, tab: _tab, ...rest } = search as Search & { page?: number; tab?: string };
  return rest as Omit<Search, 'page' | 'tab'>;
}
