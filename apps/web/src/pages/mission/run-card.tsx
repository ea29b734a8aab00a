import type { Run, Task } from '@mosaic/contract';
import { Link } from '@tanstack/react-router';
import { ContextMeter } from '../../components/context-meter.tsx';
import { Elapsed } from '../../components/elapsed.tsx';
import { formatTokens } from '../../format/tokens.ts';
import { printable } from '../../text/printable-text.ts';

interface RunCardProps {
  run: Run;
  task: Task | undefined;
  isChosen: boolean;
}

export function RunCard({ run, task, isChosen }: RunCardProps) {
  return (
    <article className={`card run-card ${isChosen ? 'run-card-chosen' : ''}`}>
      <p className="row-title">
        <span className="presence presence-on" aria-hidden="true" />
        <span className="long-text">{run.agentName}</span>
        <span className="row-end">
          <Elapsed from={run.startedAt} to={run.finishedAt} />
        </span>
      </p>
      <p className="long-text">
        <Link
          to="."
          search={(old) => ({ ...old, run: run.id })}
          resetScroll={false}
          className="card-link"
          aria-current={isChosen ? 'true' : undefined}
        >
          <span className="mono">{task?.key ?? run.taskId.slice(-8)}</span>{' '}
          {printable(task?.title ?? '')}
          <span className="visually-hidden"> – show log</span>
        </Link>
      </p>
      <p className="meta">
        <span>
          {run.step}, attempt {run.attempt}
        </span>
        <span>{run.runtime}</span>
        <span>
          {run.usedTokens === null ? 'tokens unknown' : `${formatTokens(run.usedTokens)} tokens`}
        </span>
        {run.sandboxed === false && <span className="tone-warn">not sandboxed</span>}
      </p>
      <ContextMeter percent={run.contextPercent} label={run.agentName} />
    </article>
  );
}
