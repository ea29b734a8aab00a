import type { Client } from '@mosaic/client';
import { type Mission, operations, type Task } from '@mosaic/contract';
import { allPages } from '../hub/all-pages.ts';
import { isOver } from '../hub/newest-mission.ts';
import { plainLine } from '../output/plain-text.ts';
import type { Progress } from '../output/progress.ts';
import type { View } from '../output/terminal.ts';
import { missionLine, missionTopic } from '../render/mission.ts';
import { statusFormat } from '../render/status-format.ts';

export interface FollowOptions {
  readonly client: Client;
  readonly missionId: string;
  readonly view: View;
  /** Null follows without saying anything. */
  readonly progress: Progress | null;
  readonly onChange: (mission: Mission) => void;
  /** Ends the wait; the mission goes on. */
  readonly signal?: AbortSignal;
}

/** Follows a mission until it is over or stopped and says what becomes of each task. Returns its last state. */
export async function followMission(options: FollowOptions): Promise<Mission> {
  const { client, missionId, progress, signal } = options;
  const sayTasks = progress === null ? null : taskReporter(options, progress);
  let last: Mission | null = null;
  const stream = client.stream(
    operations.watchMission,
    { missionId },
    {
      ...(signal === undefined ? {} : { signal }),
      onConnection: (state) => {
        if (state === 'lost') progress?.update('The hub does not answer; trying again …');
      },
    },
  );
  for await (const mission of stream) {
    options.onChange(mission);
    progress?.update(missionLine(mission), missionTopic(mission));
    if (last === null || isProgress(last, mission)) await sayTasks?.();
    last = mission;
    // The stream goes on for a stopped mission; by itself nothing more happens to it.
    if (isOver(mission)) break;
  }
  if (last !== null && (isOver(last) || signal?.aborted)) return last;
  return await client.call(operations.missionStatus, { missionId });
}

function isProgress(before: Mission, after: Mission): boolean {
  return JSON.stringify(before.tasks) !== JSON.stringify(after.tasks) || isOver(after);
}

/** Says each task once more whenever its status became a new final one. */
function taskReporter({ client, missionId, view }: FollowOptions, progress: Progress) {
  const said = new Map<string, string>();
  return async () => {
    const tasks = await allPages(client, operations.listTasks, { missionId });
    for (const task of tasks) {
      if (said.get(task.id) === task.status) continue;
      said.set(task.id, task.status);
      if (['done', 'failed', 'deferred', 'skipped'].includes(task.status)) {
        progress.keep(taskLine(task, view));
      }
    }
  };
}

const signs = { done: '✓', failed: '✗', deferred: '↷', skipped: '–' } as const;

function taskLine(task: Task, view: View): string {
  const sign = signs[task.status as keyof typeof signs];
  const reason =
    task.status === 'done' ? null : (task.skipReason ?? task.deferral?.reason ?? task.lastError);
  const words = [
    `${task.key}  ${plainLine(task.title)}`,
    ...(reason === null ? [] : [view.style('dim', plainLine(reason).slice(0, 200))]),
  ];
  return `${view.style(statusFormat(task.status), `${sign} ${task.status.padEnd(8)}`)} ${words.join('  ')}`;
}
