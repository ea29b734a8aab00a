import type { PlanAgentType, TaskType } from '@mosaic/contract';
import { type AtomicFacts, codeFilesOf } from '../atomic-facts.ts';
import type { GapContext, GapRule, MissingStep } from '../gap-rule.ts';

interface EdgeCase {
  readonly name: string;
  /** Words of work that can go wrong in this way, and words that say that it was thought of. */
  readonly asks: RegExp;
  readonly answers: RegExp;
  /** Types of tasks that are an answer in themselves. */
  readonly types: readonly TaskType[];
  readonly taskType: TaskType;
  readonly agentType: PlanAgentType;
  readonly missing: string;
  readonly title: (story: string) => string;
  readonly done: string;
}

const edgeCases: readonly EdgeCase[] = [
  {
    name: 'no-error-handling',
    asks: /\b(?:inputs?|requests?|files?|network|fetch\w*|http|database|quer(?:y|ies)|pars\w+|uploads?|downloads?|forms?|api|endpoints?|arguments?|import\w*|connect\w*|sends?|reads?|stores?|loads?|calls?)\b|\b(?:get|post|put|patch|delete) \//,
    answers:
      /\b(?:refus\w+|rejects?|invalid|fail\w*|errors?|wrong|malformed|exceptions?|not found|4\d\d|unavailable)\b/,
    types: ['ERROR_HANDLING'],
    taskType: 'ERROR_HANDLING',
    agentType: 'implementation-agent',
    missing:
      'takes input or talks to something outside, and nothing in it says what happens when that fails',
    title: (story) => `Handle failures and wrong input of "${story}"`,
    done: 'Each failure is refused or reported with what to do about it, and has a test',
  },
  {
    name: 'no-limits',
    asks: /\b(?:uploads?|imports?|lists?|search\w*|streams?|batch\w*|bulk|paginat\w+|queues?|crawl\w*|export\w*|attachments?|rate|retr(?:y|ies))\b/,
    answers:
      /\b(?:limit\w*|bound\w*|max\w*|too (?:large|many|long)|sizes?|pages?|paging|timeouts?|large\w*|quota\w*|throttl\w+|out of bounds|cursor)\b/,
    types: [],
    taskType: 'GUARD_ADD',
    agentType: 'implementation-agent',
    missing: 'deals with many or large things, and nothing in it sets a limit',
    title: (story) => `Set limits of size, number and time to "${story}"`,
    done: 'What is beyond a limit is refused with the limit named, and a test shows it',
  },
  {
    name: 'no-concurrency',
    asks: /\b(?:orders?|bookings?|payments?|stock|inventor(?:y|ies)|balances?|reserv\w+|locks?|transactions?|updates?|schedul\w+|jobs?|workers?)\b/,
    answers:
      /\b(?:concurren\w+|at once|races?|version\w*|twice|idempoten\w+|conflicts?|atomic\w*|serial\w+|second run|same time|doubles?|meanwhile|transaction\w*|parallel|together)\b/,
    types: [],
    taskType: 'TEST_ADD',
    agentType: 'testing-agent',
    missing:
      'changes what others may change too, and nothing in it says what happens when two do so',
    title: (story) => `Test two callers at once in "${story}"`,
    done: 'Two changes at the same time lose nothing: one wins and the other is told of the conflict',
  },
];

function* findEdgeCase(own: EdgeCase, { draft, testOf }: GapContext): Generator<MissingStep> {
  for (const at of draft.level(2)) {
    const atomics = draft.atomicsBelow(at);
    const { id, title, acceptanceCriteria } = draft.node(at);
    const said = [title, ...acceptanceCriteria].join('\n').toLowerCase();
    const isAsked = (facts: AtomicFacts) =>
      facts.isOriginal && facts.isCode && own.asks.test(facts.words);
    const near = atomics.findLast(isAsked);
    const isAnswered =
      own.answers.test(said) ||
      atomics.some(
        ({ node, words }) =>
          own.answers.test(words) || (node.taskType !== null && own.types.includes(node.taskType)),
      );
    if (near === undefined || isAnswered) continue;
    const files = codeFilesOf(near);
    yield {
      near,
      reason: `${id} "${title}" ${own.missing} (${near.node.id} "${near.node.title}").`,
      title: own.title(title),
      taskType: own.taskType,
      agentType: own.agentType,
      files: own.taskType === 'TEST_ADD' ? files.map(testOf) : files,
      done: [own.done],
    };
  }
}

export const edgeCaseRules: readonly GapRule[] = edgeCases.map((own) => ({
  name: own.name,
  area: 'edge-cases',
  find: (context) => findEdgeCase(own, context),
}));
