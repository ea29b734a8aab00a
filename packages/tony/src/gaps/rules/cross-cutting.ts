import type { AtomicFacts } from '../atomic-facts.ts';
import { codeFilesOf } from '../atomic-facts.ts';
import type { GapContext, GapRule, MissingStep } from '../gap-rule.ts';

const sensitive =
  /\b(?:auth\w*|tokens?|passwords?|sessions?|permissions?|payments?|uploads?|logins?|sign(?:s|ed|ing)?[ -]in|credentials?|cookies?|personal data)\b/;
const served =
  /\b(?:servers?|services?|endpoints?|http|api|workers?|pipelines?|daemons?|queues?|jobs?)\b|\b(?:get|post|put|patch|delete) \//;
const observed =
  /\b(?:logs?|logged|logging|logger|monitor\w*|metrics?|trac(?:e|es|ing)|observab\w+|counters?|telemetry)\b/;

/** A feature with a surface that strangers reach, and no step that looks at it as they would. */
function* withoutSecurity({ draft, analysis }: GapContext): Generator<MissingStep> {
  const routed = new Set(analysis?.routes.map(({ file }) => file));
  for (const at of draft.level(1)) {
    const atomics = draft.atomicsBelow(at);
    const isExposed = (own: AtomicFacts) =>
      own.isCode &&
      own.isOriginal &&
      (sensitive.test(own.node.title.toLowerCase()) ||
        codeFilesOf(own).some((file) => routed.has(file)));
    const near = atomics.findLast(isExposed);
    const isSecured = atomics.some(
      ({ node }) =>
        node.agentType === 'security-agent' ||
        node.taskType === 'SECURITY_FIX' ||
        node.taskType === 'AUTH_ADD',
    );
    if (near === undefined || isSecured) continue;
    const { id, title } = draft.node(at);
    yield {
      near,
      reason: `${id} "${title}" has a surface that strangers reach (${near.node.id}), and no step looks at it as an attacker would.`,
      title: `Attack "${title}" and close what gives way`,
      taskType: 'SECURITY_FIX',
      agentType: 'security-agent',
      files: codeFilesOf(near),
      done: ['Rights, input and secrets were tried, and each way in is closed and has a test'],
    };
  }
}

/** An epic with something that runs and nothing by which one sees what it does. */
function* withoutLog({ draft, analysis }: GapContext): Generator<MissingStep> {
  const routed = new Set(analysis?.routes.map(({ file }) => file));
  for (const at of draft.level(0)) {
    const atomics = draft.atomicsBelow(at);
    const isServed = (own: AtomicFacts) =>
      own.isCode &&
      own.isOriginal &&
      (served.test(own.words) || codeFilesOf(own).some((file) => routed.has(file)));
    const near = atomics.findLast(isServed);
    if (near === undefined || atomics.some(({ words }) => observed.test(words))) continue;
    const { id, title } = draft.node(at);
    yield {
      near,
      reason: `${id} "${title}" runs for others, and nothing in it is logged or counted.`,
      title: `Log what "${title}" does, without secrets`,
      taskType: 'FEATURE_ADD',
      agentType: 'monitoring-agent',
      files: codeFilesOf(near),
      done: ['Each call leaves one line in the log with its outcome and duration, and no secret'],
    };
  }
}

/** An epic that changes what people use and tells nobody. */
function* withoutPages({ draft, page }: GapContext): Generator<MissingStep> {
  for (const at of draft.level(0)) {
    const atomics = draft.atomicsBelow(at);
    const near = atomics.findLast(({ isCode, isOriginal }) => isCode && isOriginal);
    if (near === undefined || atomics.some(({ isDocument }) => isDocument)) continue;
    const { id, title } = draft.node(at);
    const file = page('changelog');
    yield {
      near,
      reason: `${id} "${title}" changes what people use, and no page is written or changed.`,
      title: `Describe what "${title}" changed in ${file}`,
      taskType: 'STYLE_FIX',
      agentType: 'documentation-agent',
      files: [file],
      done: [`${file} says what is new, with an example that was run`],
    };
  }
}

export const crossCuttingRules: readonly GapRule[] = [
  { name: 'surface-without-security', area: 'cross-cutting', find: withoutSecurity },
  { name: 'service-without-log', area: 'cross-cutting', find: withoutLog },
  { name: 'epic-without-pages', area: 'cross-cutting', find: withoutPages },
];
