import { feature, part, step, story, type TaskOutline, task } from '../outline.ts';
import { cover, document, findOut, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** From a complaint to a cause, a test and a fix that stays. */
export const bugFix: PlanTemplate = {
  name: 'bug-fix',
  title: 'Bug fix',
  summary: 'Reproduce it, find its cause, fix it where it arises, and keep it fixed.',
  keywords: [
    'bug fix',
    'fix bug',
    'bug',
    'fix',
    'broken',
    'crash',
    'regression',
    'wrong',
    'fails',
    'error',
    'exception',
    'defect',
    'does not work',
    'reproduce',
    'repair',
    'hang',
  ],
  outline: (setting) => {
    const [place = setting.entry, near = setting.composition] = setting.relevant;
    const third = setting.relevant[2] ?? near;
    return [
      feature(
        'Understand it',
        [
          story(
            'Make it happen at will',
            ['Anybody can make it happen with one command.'],
            [
              findOut(setting, 'What happens, and what should', {
                page: 'bug-report',
                looksAt: [place, setting.readme],
                answers: 'the steps, what is seen and what was expected',
              }),
              reproduce(setting, place),
            ],
            { inOrder: true },
          ),
          story(
            'Find the cause',
            ['The cause is named with file and line, not guessed.'],
            [
              findOut(setting, 'Where it goes wrong first', {
                page: 'bug-cause',
                looksAt: [place, near],
                answers: 'the cause, since when it is there, and who meets it',
              }),
              findOut(setting, 'Where else the same mistake was made', {
                page: 'bug-siblings',
                looksAt: [near, third],
                answers: 'every place with the same mistake',
              }),
            ],
            { inOrder: true },
          ),
        ],
        { priority: 'high' },
      ),
      feature(
        'Fix it and keep it fixed',
        [
          story(
            `Fix it in ${shortPath(place)}`,
            ['What was reported works, and nothing else changed.'],
            [repair(setting, place), repairSibling(setting, near === place ? third : near)],
            { inOrder: true },
          ),
          story(
            'Keep it fixed',
            ['Were it to come back, a test would say so.'],
            [
              cover(setting, place),
              verify(setting, 'the fix', {
                files: [place, near],
                measure: 'the steps of the report',
              }),
              document(setting, 'the change', {
                page: setting.page('changelog'),
                describes: place,
                reader: 'those who met it',
              }),
            ],
          ),
        ],
        { priority: 'high', after: [1] },
      ),
    ];
  },
};

function reproduce(setting: Setting, place: string): TaskOutline {
  const test = setting.testOf(place);
  return task(`Reproduce it in ${shortPath(test)}`, [
    part('Reduce it to little', [
      step('TEST_ADD', `Repeat the steps of the report in ${shortPath(test)}`, {
        files: [test],
        done: [
          `${test} fails in the way that was reported, and is marked so that other work can go on`,
        ],
      }),
      step('TEST_ADD', `Take away from ${shortPath(test)} what it does not need`, {
        files: [test],
        done: ['Nothing more can be taken away without losing the failure'],
      }),
    ]),
    part('Make sure that it is the same', [
      step('VERIFICATION', 'Run it ten times', { files: [], done: ['It fails ten times alike'] }),
      step('REVIEW', 'Compare with the report', {
        files: [test],
        done: ['Message and place are those of the report'],
      }),
    ]),
  ]);
}

function repair(setting: Setting, place: string): TaskOutline {
  const test = setting.testOf(place);
  return task(`Remove the cause from ${shortPath(place)}`, [
    part('Change as little as removes it', [
      step('ERROR_HANDLING', `Remove the cause in ${shortPath(place)}`, {
        files: [place],
        minutes: 30,
        done: [
          `The marked test of ${test} passes without its mark`,
          'No other test had to be changed',
        ],
      }),
      step('GUARD_ADD', `Refuse in ${shortPath(place)} what led there`, {
        files: [place],
        done: ['The state that led to it cannot arise any more, or is refused with a message'],
      }),
    ]),
    part('See what else it changes', [
      step('TEST_ADD', `Test what is next to it in ${shortPath(test)}`, {
        files: [test],
        done: ['Values just beside the failing one are tested'],
      }),
      step('VERIFICATION', 'Run all tests', { files: [], done: [`${setting.testCommand} passes`] }),
    ]),
  ]);
}

function repairSibling(setting: Setting, place: string): TaskOutline {
  const test = setting.testOf(place);
  return task(`Remove the same mistake from ${shortPath(place)}`, [
    part(`Show it in ${shortPath(place)}`, [
      step(
        'TEST_ADD',
        `Write a failing test in ${shortPath(test)}, or one that shows it cannot happen`,
        {
          files: [test],
          done: [`${test} says whether ${place} has the same mistake`],
        },
      ),
      step('ERROR_HANDLING', `Remove it from ${shortPath(place)} where it is`, {
        files: [place],
        done: [`${test} passes`],
      }),
    ]),
    part('Put it out of reach', [
      step('REFACTOR', `Move what both places need into one, out of ${shortPath(place)}`, {
        files: [place],
        done: ['The rule stands in one place', `${setting.testCommand} passes`],
      }),
      step('REVIEW', `Review ${shortPath(place)} for the same habit`, {
        files: [place],
        done: ['Each further place is fixed or written down'],
      }),
    ]),
  ]);
}
