import { atLeastTwo } from '../at-least-two.ts';
import { feature, type StoryOutline, story } from '../outline.ts';
import { build, cover, document, findOut, gate, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { coverageStories, gateStory } from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** Tests where they are missing, the riskiest places first. */
export const testCoverage: PlanTemplate = {
  name: 'test-coverage',
  title: 'Test coverage',
  summary: 'Tests where they are missing, the riskiest places first, and a gate that keeps them.',
  keywords: [
    'test coverage',
    'add tests',
    'write tests',
    'coverage',
    'unit test',
    'integration test',
    'untested',
    'testing',
    'flaky test',
    'tests',
  ],
  outline: (setting) => [
    feature('Know what is not tested', [know(setting), ground(setting)], { priority: 'high' }),
    feature('Cover the riskiest places', covered(setting), { priority: 'high', after: [1] }),
    feature('Keep it so', [gateStory(setting), keep(setting)], { after: [2] }),
  ],
};

function know(setting: Setting): StoryOutline {
  const percent = setting.analysis?.tests.coveredPercent;
  const known =
    percent === null || percent === undefined ? '' : ` (today ${percent} % of the files)`;
  return story(
    `Know what is tested${known}`,
    ['For every file one knows whether a mistake in it would be noticed.'],
    [
      findOut(setting, 'Which mistakes would go unnoticed', {
        page: 'test-gaps',
        looksAt: [setting.untested[0] ?? setting.entry, setting.hotSpots[0] ?? setting.composition],
        answers: 'the files at risk in the order in which they are covered',
      }),
      gate(setting, 'Measure coverage', {
        checks: 'coverage',
        command: `${setting.testCommand} with coverage`,
      }),
    ],
  );
}

function ground(setting: Setting): StoryOutline {
  const file = setting.testOf(setting.source('fixtures'));
  return story(
    'Make tests easy to write',
    ['A new test needs no more than ten lines before its first promise.'],
    [
      build(setting, `Build fixtures in ${shortPath(file)}`, {
        thing: 'fixtures',
        file,
        does: 'give tests a fresh store, a fixed clock and files of their own',
        fails: 'tests that leave something behind',
        type: 'TEST_ADD',
        agent: 'testing-agent',
      }),
      document(setting, 'testing', { describes: file, reader: 'those who write tests' }),
    ],
    { inOrder: true },
  );
}

function covered(setting: Setting): StoryOutline[] {
  const found = coverageStories(setting, { max: 15 });
  const files = [...new Set([...setting.relevant, setting.entry, setting.composition])].slice(0, 3);
  const usual = story(
    `Cover ${files.slice(0, 2).map(shortPath).join(', ')} in depth`,
    ['Their limits and failures are tested as well as their usual use.'],
    atLeastTwo(
      files.map((file) => cover(setting, file)),
      verify(setting, 'the entry', { files, measure: 'branches taken by tests' }),
    ),
  );
  return atLeastTwo(
    found.length === 0 ? [usual] : found,
    found.length === 0 ? wholeStory(setting) : usual,
  );
}

function wholeStory(setting: Setting): StoryOutline {
  return story(
    'Test the whole as people use it',
    ['The most important ways through it are tested from outside.'],
    [
      build(setting, `Start the whole from a test of ${shortPath(setting.entry)}`, {
        thing: 'the test of the whole',
        file: setting.testOf(setting.entry),
        does: 'start the program as people do and use it from outside',
        fails: 'to leave a process or a file behind',
        type: 'TEST_ADD',
        agent: 'testing-agent',
      }),
      verify(setting, 'the most used way', {
        files: [setting.entry],
        measure: 'the time of one way through',
      }),
    ],
  );
}

function keep(setting: Setting): StoryOutline {
  return story(
    'Trust the tests',
    ['A red test means a mistake, and a green one that there is none of its kind.'],
    [
      verify(setting, 'tests that sometimes fail', {
        files: [setting.testOf(setting.entry)],
        measure: 'failures in twenty runs',
      }),
      verify(setting, 'tests that never fail', {
        files: [setting.entry],
        measure: 'planted mistakes that are noticed',
      }),
    ],
  );
}
