import type { MissionStatus, RunStatus, TaskStatus } from '@mosaic/contract';
import { formatLabel } from '../format/label.ts';
import { Icon, type IconName } from './icon.tsx';

type Status = TaskStatus | MissionStatus | RunStatus;
type Tone = 'wait' | 'run' | 'ok' | 'bad' | 'warn';

const looks: Readonly<Record<Status, { tone: Tone; icon: IconName }>> = {
  'not-started': { tone: 'wait', icon: 'not-started' },
  'in-progress': { tone: 'run', icon: 'in-progress' },
  done: { tone: 'ok', icon: 'done' },
  failed: { tone: 'bad', icon: 'failed' },
  deferred: { tone: 'warn', icon: 'deferred' },
  skipped: { tone: 'wait', icon: 'skipped' },
  preparing: { tone: 'run', icon: 'in-progress' },
  running: { tone: 'run', icon: 'in-progress' },
  stopping: { tone: 'warn', icon: 'stopping' },
  stopped: { tone: 'wait', icon: 'stopped' },
  completed: { tone: 'ok', icon: 'done' },
  completed_with_deferrals: { tone: 'warn', icon: 'done' },
  succeeded: { tone: 'ok', icon: 'done' },
  lost: { tone: 'bad', icon: 'warning' },
  cancelled: { tone: 'wait', icon: 'stopped' },
};

/** Word, shape and colour: never colour alone. */
export function StatusBadge({ status }: { status: Status }) {
  const look = looks[status];
  return (
    <span className={`badge tone-${look.tone}`}>
      <Icon name={look.icon} />
      {formatLabel(status)}
    </span>
  );
}

export function statusIcon(status: Status): IconName {
  return looks[status].icon;
}

export function statusTone(status: Status): Tone {
  return looks[status].tone;
}
