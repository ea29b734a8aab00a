import { z } from 'zod';

/** Estimate classes of the orchestrator protocol. */
export const TaskType = z.enum([
  'STYLE_FIX',
  'BULK_CLEANUP',
  'GUARD_ADD',
  'ERROR_HANDLING',
  'SECURITY_FIX',
  'AUTH_ADD',
  'REFACTOR',
  'FEATURE_ADD',
  'TEST_ADD',
  'COMPLEX_REFACTOR',
  'VERIFICATION',
  'REVIEW',
]);

export type TaskType = z.output<typeof TaskType>;
