import type { PolishCategory, TaskType } from '@mosaic/contract';

/** Minutes a practised person needs for a change in one file. */
const minutes: Readonly<Record<TaskType, number>> = {
  STYLE_FIX: 3,
  BULK_CLEANUP: 4,
  GUARD_ADD: 10,
  ERROR_HANDLING: 15,
  SECURITY_FIX: 20,
  REFACTOR: 20,
  TEST_ADD: 25,
  AUTH_ADD: 45,
  FEATURE_ADD: 45,
  COMPLEX_REFACTOR: 120,
  VERIFICATION: 0,
  REVIEW: 0,
};
const minutesPerAdditionalFile = 5;
const bulkMinutesPerAdditionalFile = 0.5;

/**
 * First guess of the polish triage: quick-win below 5 minutes, medium up to 30, hard above
 * or when nobody knows where the defect is, architectural for a change of design.
 */
export function polishCategory(input: { type: TaskType; fileCount: number }): PolishCategory {
  if (input.type === 'COMPLEX_REFACTOR') return 'architectural';
  if (input.fileCount === 0) return 'hard';
  const perFile =
    input.type === 'BULK_CLEANUP' ? bulkMinutesPerAdditionalFile : minutesPerAdditionalFile;
  const expected = minutes[input.type] + (input.fileCount - 1) * perFile;
  if (expected < 5) return 'quick-win';
  return expected <= 30 ? 'medium' : 'hard';
}
