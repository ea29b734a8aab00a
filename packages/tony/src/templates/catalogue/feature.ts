import { fileName } from '../goal-subjects.ts';
import { type FeatureOutline, feature, type StoryOutline, story } from '../outline.ts';
import { build, document, findOut, harden } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import {
  acceptanceStory,
  coverageStories,
  gateStory,
  observationStory,
} from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** Something new in a program that is there; also for goals that no other template fits. */
export const featureTemplate: PlanTemplate = {
  name: 'feature',
  title: 'New feature',
  summary: 'Something new in a program that is there: understood, built, joined, proved.',
  keywords: [
    'new feature',
    'add feature',
    'add support',
    'feature',
    'implement',
    'extend',
    'support',
    'introduce',
    'enable',
    'integrate',
  ],
  outline: (setting) => {
    const subjects = (setting.subjects.length > 0 ? setting.subjects : ['feature']).slice(0, 4);
    const [place = setting.entry, near = setting.composition] = setting.relevant;
    return [
      understand(setting, place, near),
      feature(
        'Build',
        [...subjects.map((name) => subjectStory(setting, name)), joinStory(setting, near)],
        { priority: 'high', after: [1] },
      ),
      feature(
        'Prove and release',
        [
          observationStory(setting, 'the new part'),
          ...coverageStories(setting, { max: 3 }),
          gateStory(setting),
          acceptanceStory(setting, 'the new part', [near, place]),
        ],
        { after: [2] },
      ),
    ];
  },
};

function understand(setting: Setting, place: string, near: string): FeatureOutline {
  return feature(
    'Understand',
    [
      story(
        'Know what is wanted',
        ['Those who asked for it agree with examples of what it will do.'],
        [
          findOut(setting, 'What people want to get done', {
            page: 'feature',
            looksAt: [setting.readme, place],
            answers: 'examples of what it does, and what it does not',
          }),
          findOut(setting, 'Where it belongs', {
            page: 'feature-design',
            looksAt: [place, near],
            answers: 'the files that change and those that are new',
          }),
        ],
        { inOrder: true },
      ),
      story(
        'Prepare the place',
        ['What is there already keeps working, and a test would say if not.'],
        [
          build(setting, `Make room in ${shortPath(place)}`, {
            thing: `the place in ${shortPath(place)}`,
            file: place,
            does: 'have a seam where the new part is joined, without a change in behaviour',
            fails: 'new parts that do not fit the seam',
            type: 'REFACTOR',
          }),
          build(setting, 'Switch it on and off', {
            thing: 'the switch',
            file: setting.source('switches'),
            does: 'switch the new part on for some and off for all',
            fails: 'switches that nobody knows any more',
          }),
        ],
      ),
    ],
    { priority: 'high' },
  );
}

function subjectStory(setting: Setting, name: string): StoryOutline {
  const file = setting.source(name);
  const rules = setting.source(`${fileName(name)}-rules`);
  return story(
    `Build ${name}`,
    [`People use ${name} as in the examples.`],
    [
      build(setting, `Decide about ${name} in ${shortPath(rules)}`, {
        thing: `rules of ${name}`,
        file: rules,
        does: 'decide by pure rules what happens',
        fails: 'states that cannot be',
      }),
      build(setting, `Do ${name} in ${shortPath(file)}`, {
        thing: name,
        file,
        does: 'do what the rules say and keep what has to be kept',
        fails: 'to do half of it',
      }),
      document(setting, name, { describes: file, reader: 'those who use it' }),
    ],
  );
}

function joinStory(setting: Setting, near: string): StoryOutline {
  return story(
    `Join it in ${shortPath(near)}`,
    ['It is reached from where people look for it.'],
    [
      build(setting, `Reach it from ${shortPath(near)}`, {
        thing: 'the way to it',
        file: near,
        does: 'offer it where people look for it',
        fails: 'people who may not use it',
      }),
      harden(setting, 'Trust nothing that is given', {
        file: near,
        attack: 'use it in the name of somebody else or with input without an end',
        defence: 'check rights, shape and size before it begins',
      }),
    ],
    { inOrder: true },
  );
}
