import type { Mission, Project } from '@mosaic/contract';
import { shellLine } from '../operations/print-values.ts';
import { plainLine } from '../output/plain-text.ts';
import { durationText } from '../output/quantities.ts';
import type { View } from '../output/terminal.ts';
import { statusFormat } from '../render/status-format.ts';

/** The last line of `start --json`. */
export interface StartOutcome {
  readonly status: 'completed' | 'completed_with_deferrals' | 'failed' | 'serving';
  readonly missionId: string | null;
  /** Tasks by status; empty without a mission. */
  readonly tasks: Readonly<Record<string, number>>;
  readonly evidence: number;
  readonly url: string | null;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What programs read about a mission that is over. */
export function missionOutcome(mission: Mission, url: string): StartOutcome {
  const isCompleted =
    mission.status === 'completed' || mission.status === 'completed_with_deferrals';
  return {
    status: isCompleted ? (mission.status as StartOutcome['status']) : 'failed',
    missionId: mission.id,
    tasks: mission.tasks,
    evidence: mission.evidenceCount,
    url,
    ...(isCompleted || mission.stopReason === null
      ? {}
      : { error: { code: mission.status, message: mission.stopReason } }),
  };
}

/** What people read: the result, where it is, and what to do with it. */
export function outcomeText(mission: Mission, project: Project, view: View): string {
  const { style } = view;
  const { tasks } = mission;
  const words = mission.status.replaceAll('_', ' ');
  const took =
    mission.finishedAt === null
      ? ''
      : ` in ${durationText(Date.parse(mission.finishedAt) - Date.parse(mission.createdAt))}`;
  const counts = (['done', 'deferred', 'failed', 'skipped', 'in-progress', 'not-started'] as const)
    .filter((status) => tasks[status] > 0)
    .map((status) => style(statusFormat(status), `${tasks[status]} ${status.replace('-', ' ')}`));
  const lines = [
    '',
    `${style(['bold', statusFormat(mission.status)].flat() as never, `Mission ${plainLine(mission.name)} ${words}`)}${took}`,
    `  ${counts.join(', ')}; ${mission.evidenceCount} pieces of evidence`,
  ];
  if (mission.stopReason !== null) lines.push(`  ${plainLine(mission.stopReason)}`);
  return [...lines, ...nextSteps(mission, project, style)].join('\n');
}

function nextSteps(mission: Mission, project: Project, style: View['style']): string[] {
  const git = (...words: string[]) => shellLine(['git', '-C', project.path, ...words]);
  const branches = mission.phases
    .filter((phase) => phase.done > 0)
    .map((phase) => `    ${phase.branch}  ${style('dim', `${phase.done} of ${phase.total} done`)}`);
  const steps = [
    '',
    `  Branch   ${mission.branch}  ${style('dim', `in ${plainLine(project.path)}; your checkout was not touched`)}`,
    ...branches,
  ];
  const { baseCommit } = mission;
  if (baseCommit !== null) {
    steps.push(
      `  Look     ${git('log', '--oneline', `${baseCommit.slice(0, 12)}..${mission.branch}`)}`,
    );
  }
  steps.push(`  Take     ${git('merge', mission.branch)}`);
  if (mission.tasks.deferred > 0) {
    steps.push(`  Put off  ${git('show', `${mission.branch}:docs/deferred-errors.md`)}`);
  }
  steps.push(`  Proof    npx mosaic evidence list --mission ${mission.id}`);
  return steps;
}
