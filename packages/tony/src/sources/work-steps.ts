import type { TaskType } from '@mosaic/contract';
import { type ForeignNode, foreignNode } from './foreign-plan.ts';
import { plainLine } from './plain-line.ts';

/** Longest an atomic may take, in minutes. */
export const atomicMinutesMax = 30;

interface StepKind {
  name: string;
  minutes: number;
  taskType: TaskType | null;
  agentType: ForeignNode['agentType'];
  /** How one can tell, for the subject and what the document says of it. */
  criteria: (subject: string, said: readonly string[]) => string[];
}

const settle: StepKind = {
  name: 'settle what goes in and out',
  minutes: 20,
  taskType: null,
  agentType: 'implementation-agent',
  criteria: (subject) => [`Inputs, outputs and failures of “${subject}” are written down.`],
};
const tests: StepKind = {
  name: 'write tests that fail',
  minutes: 25,
  taskType: 'TEST_ADD',
  agentType: 'testing-agent',
  criteria: (subject, said) =>
    said.length === 0
      ? [`A test fails as long as “${subject}” is missing.`]
      : said.map((each) => `A test fails until this holds: ${each}`),
};
const code: StepKind = {
  name: 'write the code',
  minutes: 30,
  taskType: 'FEATURE_ADD',
  agentType: 'implementation-agent',
  criteria: (subject, said) =>
    said.length === 0 ? [`The tests of “${subject}” pass.`] : [...said],
};
const failures: StepKind = {
  name: 'treat limits and failures',
  minutes: 25,
  taskType: 'ERROR_HANDLING',
  agentType: 'implementation-agent',
  criteria: (subject) => [`What can fail in “${subject}” ends in an error that says what to do.`],
};
const prove: StepKind = {
  name: 'run all checks',
  minutes: 20,
  taskType: 'TEST_ADD',
  agentType: 'testing-agent',
  criteria: () => ['Build, tests and linters pass with the change.'],
};
const describe: StepKind = {
  name: 'document it',
  minutes: 15,
  taskType: null,
  agentType: 'documentation-agent',
  criteria: (subject) => [`The documents say what “${subject}” does and how it is used.`],
};

/** The kinds of steps a piece of work has when there is room for so many. */
const kindsFor: readonly (readonly StepKind[])[] = [
  [code],
  [code],
  [tests, code],
  [tests, code, describe],
  [settle, tests, code, describe],
  [settle, tests, code, failures, describe],
];

/**
 * Splits one piece of work into atomics of at most 30 minutes: what goes in and out, tests, code,
 * limits and failures, checks, documents. More minutes than these take become more steps of code.
 * Without an estimate `count` steps get the usual minutes of their kind.
 */
export function workSteps(work: ForeignNode, count: number): ForeignNode[] {
  const steps = work.minutes === null ? count : Math.ceil(work.minutes / atomicMinutesMax);
  const kinds = kindsFor[steps] ?? [
    settle,
    tests,
    ...Array.from({ length: Math.max(1, steps - 5) }, () => code),
    failures,
    prove,
    describe,
  ];
  const subject = subjectOf(work);
  const said = work.acceptance.length > 0 ? work.acceptance : work.criteria;
  const codes = kinds.filter((kind) => kind === code).length;
  let part = 0;
  return kinds.map((kind, at) => {
    if (kind === code) part += 1;
    const name = kind === code && codes > 1 ? `${kind.name}, part ${part}` : kind.name;
    const step = derivedNode(`${work.key}/step ${at + 1}`, `${subject}: ${name}`, work);
    step.minutes = work.minutes === null ? kind.minutes : work.minutes / kinds.length;
    step.tokens = work.tokens === null ? null : Math.round(work.tokens / kinds.length);
    step.taskType = kind === code ? (work.taskType ?? kind.taskType) : kind.taskType;
    step.agentType = work.agentType ?? kind.agentType;
    step.criteria = kind.criteria(subject, said.slice(0, 10));
    return step;
  });
}

/** A node made by a rule: it keeps what holds for all of `origin`, and is marked as derived. */
export function derivedNode(key: string, title: string, origin: ForeignNode): ForeignNode {
  return {
    ...foreignNode(key, title),
    priority: origin.priority,
    files: [...origin.files],
    risk: origin.risk,
    isDone: origin.isDone,
    isDerived: true,
  };
}

const subjectCharsMax = 100;

/** A title as part of a longer one: without a full stop at its end, and not too long. */
export function subjectOf({ title }: ForeignNode): string {
  return plainLine(title.replace(/[.;:,]+$/, ''), subjectCharsMax);
}
