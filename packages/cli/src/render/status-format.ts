import type { MissionStatus, RunStatus, Severity, TaskStatus } from '@mosaic/contract';
import type { Format } from '../output/terminal.ts';

const formats: Readonly<Record<MissionStatus | TaskStatus | RunStatus, Format>> = {
  'not-started': 'dim',
  'in-progress': 'cyan',
  done: 'green',
  failed: 'red',
  deferred: 'yellow',
  skipped: 'dim',
  preparing: 'cyan',
  running: 'cyan',
  stopping: 'yellow',
  stopped: 'yellow',
  completed: 'green',
  completed_with_deferrals: 'yellow',
  succeeded: 'green',
  lost: 'red',
  cancelled: 'yellow',
};

/** The colour of a status; the word is always there too. */
export function statusFormat(status: MissionStatus | TaskStatus | RunStatus): Format {
  return formats[status];
}

/** The colour of a severity. */
export function severityFormat(severity: Severity | null): Format | null {
  if (severity === 'critical') return ['red', 'bold'];
  if (severity === 'high') return 'red';
  return severity === 'medium' ? 'yellow' : null;
}
