import type { Severity } from '@mosaic/contract';

/** What a phase is before any task is done: the part of `Phase` that the plan decides. */
export interface PhaseFacts {
  number: number;
  severity: Severity;
  name: string;
  branch: string;
}

/** Severity decides the phase; numbers stay as they are when a phase has no findings. */
export const phaseFacts: Readonly<Record<Severity, PhaseFacts>> = {
  critical: {
    number: 1,
    severity: 'critical',
    name: 'Critical security fixes',
    branch: 'fix/security',
  },
  high: { number: 2, severity: 'high', name: 'Security hardening', branch: 'fix/security' },
  medium: { number: 3, severity: 'medium', name: 'Code quality', branch: 'fix/code-quality' },
  low: { number: 4, severity: 'low', name: 'Tests and cleanup', branch: 'fix/test-coverage' },
};
