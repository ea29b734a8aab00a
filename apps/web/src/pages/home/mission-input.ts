import type { OperationRawInput, operations } from '@mosaic/contract';

/** What the form holds: text as typed. */
export interface MissionForm {
  projectId: string;
  /** `review` is no source of the contract: it is a report that does not exist yet. */
  source: 'report' | 'review' | 'tasks' | 'archive';
  report: string;
  name: string;
  runtime: string;
  maxWorkers: string;
}

/** Form → input of `mission.start`; empty fields are left out so that the hub's defaults hold. */
export function toMissionInput(
  form: MissionForm,
): OperationRawInput<typeof operations.startMission> {
  const name = form.name.trim();
  return {
    projectId: form.projectId,
    from: form.source === 'review' ? 'report' : form.source,
    runtime: form.runtime.trim(),
    maxWorkers: form.maxWorkers.trim(),
    ...(form.source === 'report' ? { report: form.report.trim() } : {}),
    ...(name === '' ? {} : { name }),
  };
}
