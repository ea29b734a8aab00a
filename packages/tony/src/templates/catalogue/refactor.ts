import { feature, type StoryOutline, story } from '../outline.ts';
import { build, cover, document, findOut, gate, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { gateStory } from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** Better structure without a change in behaviour. */
export const refactor: PlanTemplate = {
  name: 'refactor',
  title: 'Refactoring',
  summary: 'Better structure without a change in behaviour: held by tests, in small steps.',
  keywords: [
    'refactor',
    'untangle',
    'clean up',
    'technical debt',
    'restructure',
    'simplify',
    'decouple',
    'split up',
    'duplicate',
    'circular dependency',
    'code quality',
    'reorganise',
  ],
  outline: (setting) => {
    const files = [
      ...new Set([...setting.relevant, ...setting.hubs, setting.entry, setting.composition]),
    ].slice(0, 4);
    return [
      feature('Hold on to behaviour', [aim(setting, files), hold(setting, files)], {
        priority: 'high',
      }),
      feature(
        'Change structure',
        [...rings(setting), ...files.map((file) => reshape(setting, file))].slice(0, 6),
        { after: [1] },
      ),
      feature('Keep it so', [gateStory(setting), boundaries(setting, files)], { after: [2] }),
    ];
  },
};

function aim(setting: Setting, files: readonly string[]): StoryOutline {
  return story(
    'Agree on the aim',
    ['Everybody can say what will be easier afterwards.'],
    [
      findOut(setting, 'Which changes are hard today, and why', {
        page: 'structure-today',
        looksAt: [...setting.hotSpots, ...files],
        answers: 'the changes that are hard and what makes them so',
      }),
      findOut(setting, 'Which parts there should be', {
        page: 'structure-aim',
        looksAt: files,
        answers: 'the parts, what each knows and what it must not know',
      }),
    ],
    { inOrder: true },
  );
}

function hold(setting: Setting, files: readonly string[]): StoryOutline {
  return story(
    'Notice any change in behaviour',
    ['A change in behaviour is noticed by a test that is not changed in this plan.'],
    files.slice(0, 3).map((file) => cover(setting, file)),
  );
}

function rings(setting: Setting): StoryOutline[] {
  return setting.cycles.slice(0, 2).flatMap((cycle) => {
    const [first, second] = cycle;
    if (first === undefined || second === undefined) return [];
    return [
      story(
        `Open the ring of ${shortPath(first)} and ${shortPath(second)}`,
        [`${first} can be understood and tested without ${second}.`],
        [
          build(setting, `Take out what both need, from ${shortPath(first)}`, {
            thing: `what ${shortPath(first)} shares`,
            file: first,
            does: 'take what both need from a third file that imports neither',
            fails: 'imports that close the ring again',
            type: 'COMPLEX_REFACTOR',
          }),
          verify(setting, `${shortPath(second)} on its own`, {
            files: [second],
            measure: 'rings among imports',
          }),
        ],
        { inOrder: true },
      ),
    ];
  });
}

function reshape(setting: Setting, file: string): StoryOutline {
  const where = shortPath(file);
  return story(
    `Give ${where} one task`,
    [`${file} can be changed for one reason only, and its tests did not change.`],
    [
      build(setting, `Separate what ${where} decides from what it does`, {
        thing: `decisions of ${where}`,
        file,
        does: 'decide in pure functions and act at the edge',
        fails: 'hidden input such as clock, environment and globals',
        type: 'REFACTOR',
      }),
      build(setting, `Narrow what others see of ${where}`, {
        thing: `the surface of ${where}`,
        file,
        does: 'export what is used, under names that say what they do',
        fails: 'uses of what is inside',
        type: 'REFACTOR',
      }),
      verify(setting, `unchanged behaviour of ${where}`, {
        files: [file],
        measure: 'tests that had to be changed',
      }),
    ],
    { inOrder: true },
  );
}

function boundaries(setting: Setting, files: readonly string[]): StoryOutline {
  return story(
    'Let nothing cross the new lines',
    ['An import that crosses a line stops a change and says why.'],
    [
      gate(setting, 'Check imports between parts', { checks: 'imports', command: 'lint' }),
      document(setting, 'architecture', {
        describes: files[0] ?? setting.entry,
        reader: 'those who change it',
      }),
    ],
  );
}
