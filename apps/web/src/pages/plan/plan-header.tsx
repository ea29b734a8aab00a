import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { Icon } from '../../components/icon.tsx';
import { FindingCounts, PlanSourceLabel, PlanStatusBadge } from '../../components/plan-badges.tsx';
import { queries } from '../../data/queries.ts';
import { formatCount } from '../../format/count.ts';
import { formatTokens } from '../../format/tokens.ts';
import { formatWork } from '../../format/work-time.ts';
import { printable } from '../../text/printable-text.ts';
import { usePlan } from './plan-context.ts';

export function PlanHeader() {
  const { plan, progressOf } = usePlan();
  const projects = useQuery(queries.projects(useHub()));
  const project = projects.data?.items.find((each) => each.id === plan.projectId);
  const { counts } = plan;
  return (
    <div className="page-head plan-head">
      <div>
        <h1 className="long-text">{printable(plan.title)}</h1>
        <p className="meta">
          <PlanStatusBadge status={plan.status} />
          <PlanSourceLabel source={plan.source} />
          {project !== undefined && <span>{project.name}</span>}
          <span className="mono">{plan.epics.join(', ')}</span>
          <span>version {plan.version}</span>
        </p>
        <p className="meta plan-sizes">
          <span>{formatCount(counts.feature, 'feature')}</span>
          <span>{formatCount(counts.story, 'story', 'stories')}</span>
          <span>{formatCount(counts.atomic, 'atomic')}</span>
          {plan.minutes !== null && <span>{formatWork(plan.minutes)} of work</span>}
          {plan.tokens !== null && <span>~{formatTokens(plan.tokens)} tokens</span>}
          <FindingCounts findings={plan.findings} />
        </p>
        {progressOf.size > 0 && <PlanProgressBar />}
      </div>
      <PlanActions />
    </div>
  );
}

/** All epics as one bar; each node has its own in the tree. */
function PlanProgressBar() {
  const { plan, progressOf } = usePlan();
  const epics = plan.epics.flatMap((id) => progressOf.get(id) ?? []);
  const percent = Math.floor(
    epics.reduce((sum, each) => sum + each.percent, 0) / Math.max(1, epics.length),
  );
  return (
    <div className="plan-progress">
      <div
        className="bar"
        role="progressbar"
        aria-label={`Progress of ${printable(plan.title)}`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span className="bar-done" style={{ width: `${percent}%` }} />
      </div>
      <span className="small-text muted">{percent} % of the work is done</span>
    </div>
  );
}

function PlanActions() {
  const { plan, editor } = usePlan();
  return (
    <div className="plan-actions">
      <div className="button-group">
        <button
          type="button"
          className="button"
          disabled={!plan.canUndo}
          onClick={editor.undo}
          title="Ctrl+Z"
        >
          <Icon name="undo" />
          Undo
        </button>
        <button
          type="button"
          className="button"
          disabled={!plan.canRedo}
          onClick={editor.redo}
          title="Ctrl+Shift+Z"
        >
          <Icon name="redo" />
          Redo
        </button>
      </div>
      {plan.missionId !== null && (
        <Link to="/missions/$missionId" params={{ missionId: plan.missionId }} className="button">
          Mission
        </Link>
      )}
      {plan.status !== 'running' && (
        <Link
          to="."
          search={(old) => ({ ...old, form: 'run' as const })}
          resetScroll={false}
          className="button primary"
        >
          <Icon name="play" />
          Run
        </Link>
      )}
    </div>
  );
}
