import type { Plan, PlanNodeProgress, PlanSource } from '@mosaic/contract';
import { formatCount } from '../format/count.ts';
import { formatLabel } from '../format/label.ts';
import { printable } from '../text/printable-text.ts';
import { Icon, type IconName } from './icon.tsx';

type Tone = 'wait' | 'run' | 'ok' | 'bad' | 'warn';

const planLooks: Readonly<Record<Plan['status'], { tone: Tone; icon: IconName }>> = {
  drafting: { tone: 'run', icon: 'in-progress' },
  draft: { tone: 'wait', icon: 'not-started' },
  certified: { tone: 'ok', icon: 'done' },
  running: { tone: 'run', icon: 'in-progress' },
  done: { tone: 'ok', icon: 'done' },
};

export function PlanStatusBadge({ status }: { status: Plan['status'] }) {
  const look = planLooks[status];
  return (
    <span className={`badge tone-${look.tone}`}>
      <Icon name={look.icon} />
      {formatLabel(status)}
    </span>
  );
}

const sourceWords: Readonly<Record<PlanSource['kind'], string>> = {
  model: 'By model',
  agent: 'By agent',
  template: 'From template',
  markdown: 'From document',
  report: 'From report',
  json: 'From file',
  repository: 'From repository',
  manual: 'By hand',
};

/** Where a plan came from; a template is told wherever a plan is shown. */
export function PlanSourceLabel({ source }: { source: PlanSource }) {
  const isTemplate = source.kind === 'template';
  return (
    <span className={isTemplate ? 'source-label source-template' : 'source-label'}>
      {sourceWords[source.kind]}
      {source.name !== null && <b> {printable(source.name)}</b>}
    </span>
  );
}

type NodeStatus = PlanNodeProgress['status'];

const nodeLooks: Readonly<Record<NodeStatus, { tone: Tone; icon: IconName }>> = {
  pending: { tone: 'wait', icon: 'not-started' },
  blocked: { tone: 'warn', icon: 'stopping' },
  in_progress: { tone: 'run', icon: 'in-progress' },
  done: { tone: 'ok', icon: 'done' },
  failed: { tone: 'bad', icon: 'failed' },
  deferred: { tone: 'warn', icon: 'deferred' },
  skipped: { tone: 'wait', icon: 'skipped' },
};

/** How far a node is: shape and word, and the share where it is under way. */
export function NodeStatus({ progress }: { progress: PlanNodeProgress }) {
  const look = nodeLooks[progress.status];
  return (
    <span className={`badge tone-${look.tone}`}>
      <Icon name={look.icon} />
      <span className="node-status-word">
        {progress.status === 'in_progress'
          ? `${Math.round(progress.percent)} %`
          : formatLabel(progress.status)}
      </span>
      {progress.status === 'in_progress' && <span className="visually-hidden"> done</span>}
    </span>
  );
}

export function nodeTone(status: NodeStatus): Tone {
  return nodeLooks[status].tone;
}

export function nodeIcon(status: NodeStatus): IconName {
  return nodeLooks[status].icon;
}

/** Errors keep a plan from running; the rest is advice. */
export function FindingCounts({ findings }: { findings: Plan['findings'] }) {
  const advice = findings.warning + findings.advice;
  if (findings.error > 0) {
    return (
      <span className="badge tone-bad">
        <Icon name="failed" />
        {formatCount(findings.error, 'error')}
      </span>
    );
  }
  return advice > 0 ? (
    <span className="badge tone-wait">
      <Icon name="info" />
      {formatCount(advice, 'hint')}
    </span>
  ) : null;
}
