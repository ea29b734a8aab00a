import type { OperationRawInput, operations } from '@mosaic/contract';

/** The options of each phase, as they are called on the command line. */
export const phaseOptions = {
  1: {
    'analyze-domain': 'read the repository: what it is made of, risks, constraints',
    'define-epics': 'say what is to be built, as epics and features',
  },
  2: {
    'decompose-tasks': 'split down to atomics of at most half an hour',
    'map-dependencies': 'find what has to wait for what, and what is missing',
  },
  3: {
    'critical-path': 'find the longest chain and the slack of everything else',
    'optimize-resources': 'level the work under the limits',
  },
  4: {
    validate: 'hold the plan to all rules',
    certify: 'certify it, or say what keeps it from being certified',
  },
} as const;

type Advance = OperationRawInput<typeof operations.advancePlan>;

/** One phase, as it is asked of the hub. */
export type PhaseRequest = Required<Pick<Advance, 'phase' | 'options' | 'limits' | 'isStrict'>>;
