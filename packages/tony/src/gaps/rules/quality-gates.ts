import { subjectOf } from '../../analysis/test-path.ts';
import { shortPath } from '../../templates/short-path.ts';
import { type AtomicFacts, codeFilesOf } from '../atomic-facts.ts';
import type { GapRule } from '../gap-rule.ts';

/** Writes tests, or runs those there are. */
function isTesting({ isTest, node, words }: AtomicFacts): boolean {
  return isTest || (node.taskType === 'VERIFICATION' && /\btests?\b/.test(words));
}

/** A story that changes code and tests nothing. */
const storyWithoutTest: GapRule = {
  name: 'story-without-test',
  area: 'quality-gates',
  *find({ draft, testOf, testCommand }) {
    for (const at of draft.level(2)) {
      const atomics = draft.atomicsBelow(at);
      const near = atomics.findLast(({ isCode, isOriginal }) => isCode && isOriginal);
      if (near === undefined || atomics.some(isTesting)) continue;
      const { id, title } = draft.node(at);
      const files = [...new Set(atomics.flatMap(codeFilesOf))];
      const tests = files.slice(0, 3).map(testOf);
      yield {
        near,
        reason: `${id} "${title}" changes ${files[0] ?? 'code'} and no atomic of it is a test.`,
        title: `Test what "${title}" promises${tests[0] === undefined ? '' : ` in ${shortPath(tests[0])}`}`,
        taskType: 'TEST_ADD',
        agentType: 'testing-agent',
        files: [...new Set(tests)],
        done: [`${testCommand} runs a test for each acceptance criterion of ${id}`],
      };
    }
  },
};

/** A feature that nobody looks at before it counts as done. */
const featureWithoutReview: GapRule = {
  name: 'feature-without-review',
  area: 'quality-gates',
  *find({ draft, testCommand }) {
    for (const at of draft.level(1)) {
      const atomics = draft.atomicsBelow(at);
      const near = atomics.findLast(({ isCode, isOriginal }) => isCode && isOriginal);
      const isReviewed = atomics.some(({ isReview, isOriginal, node }) =>
        isOriginal ? isReview : node.taskType === 'REVIEW',
      );
      if (near === undefined || isReviewed) continue;
      const { id, title } = draft.node(at);
      const files = [...new Set(atomics.flatMap(codeFilesOf))].slice(0, 5);
      yield {
        near,
        reason: `${id} "${title}" has no review and no verification.`,
        title: `Review "${title}" as a whole`,
        taskType: 'REVIEW',
        agentType: 'qa-agent',
        files,
        done: [`Each remark on ${id} is settled or written down`, `${testCommand} passes`],
      };
    }
  },
};

/** A file without tests that the plan changes without adding any. */
const untestedFile: GapRule = {
  name: 'untested-file-changed',
  area: 'quality-gates',
  *find({ draft, analysis, testOf, testCommand }) {
    const untested = new Set(analysis?.tests.untested);
    if (untested.size === 0) return;
    for (const epic of draft.level(0)) {
      const atomics = draft.atomicsBelow(epic);
      const tested = new Set(
        atomics.flatMap(({ isTest, node }) => (isTest ? node.files.map(subjectOf) : [])),
      );
      const changed = new Map(
        atomics
          .filter(({ isCode, isOriginal }) => isCode && isOriginal)
          .flatMap((own) => codeFilesOf(own).map((file) => [file, own] as const)),
      );
      for (const [file, near] of changed) {
        if (!untested.has(file) || tested.has(subjectOf(testOf(file)))) continue;
        tested.add(subjectOf(testOf(file)));
        yield {
          near,
          reason: `${near.node.id} changes ${file}, which no test is about, and the plan adds none.`,
          title: `Test ${shortPath(file)} before it is relied on`,
          taskType: 'TEST_ADD',
          agentType: 'testing-agent',
          files: [testOf(file)],
          done: [
            `${testCommand} runs ${testOf(file)}, which fails when ${file} is broken on purpose`,
          ],
        };
      }
    }
  },
};

export const qualityGateRules: readonly GapRule[] = [
  untestedFile,
  storyWithoutTest,
  featureWithoutReview,
];
