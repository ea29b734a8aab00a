import { atLeastTwo } from '../at-least-two.ts';
import { feature, type StoryOutline, story } from '../outline.ts';
import { document, findOut, gate, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** Pages for those who start, use, run and change it, checked against the code. */
export const documentationSet: PlanTemplate = {
  name: 'documentation-set',
  title: 'Documentation set',
  summary: 'Pages for those who start, use, run and change it, checked against the code.',
  keywords: [
    'documentation set',
    'documentation',
    'write docs',
    'docs',
    'manual',
    'guide',
    'tutorial',
    'readme',
    'handbook',
    'reference',
    'wiki',
    'explain',
    'onboarding',
  ],
  outline: (setting) => [
    feature('Know readers and gaps', [readers(setting), inventory(setting)], { priority: 'high' }),
    feature('Pages for users', [start(setting), ...reference(setting)], { after: [1] }),
    feature('Pages for those who run and change it', [running(setting), changing(setting)], {
      after: [1],
    }),
    feature('Pages that stay right', [checks(setting), acceptance(setting)], { after: [2, 3] }),
  ],
};

function readers(setting: Setting): StoryOutline {
  return story(
    'Know who reads and why',
    ['For each kind of reader the first three questions are known.'],
    [
      findOut(setting, 'Who reads and what they want to do', {
        page: 'readers',
        looksAt: [setting.readme, setting.entry],
        answers: 'the kinds of readers and their first questions',
      }),
      findOut(setting, 'Which words stand for which things', {
        page: 'glossary',
        looksAt: [...setting.hubs, setting.entry],
        answers: 'one word for each thing, and words not to use',
      }),
    ],
  );
}

function inventory(setting: Setting): StoryOutline {
  const pages = setting.analysis?.documents ?? [];
  return story(
    'Know what is written and what is missing',
    ['Each page is kept, changed or removed for a reason.'],
    [
      findOut(setting, 'Which pages are right, wrong or missing', {
        page: 'inventory',
        looksAt: [pages[0] ?? setting.readme, pages[1] ?? setting.entry],
        answers: 'what becomes of each page, and which are missing',
      }),
      findOut(setting, 'How pages are ordered', {
        page: 'structure',
        looksAt: [setting.readme, pages[2] ?? setting.manifest],
        answers: 'the tree of pages and the rules for new ones',
      }),
    ],
  );
}

function start(setting: Setting): StoryOutline {
  return story(
    'Start in ten minutes',
    [`Somebody new has ${setting.name} running in ten minutes with ${setting.readme}.`],
    [
      document(setting, 'the first ten minutes', {
        page: setting.readme,
        describes: setting.entry,
        reader: 'newcomers',
      }),
      document(setting, 'a tutorial', { describes: setting.composition, reader: 'newcomers' }),
    ],
  );
}

/** What is looked up: routes and packages of the repository, else its main files. */
function reference(setting: Setting): StoryOutline[] {
  const groups = setting.routeGroups.slice(0, 4);
  const packages = setting.packages.slice(0, 5);
  const stories: StoryOutline[] = [];
  if (groups.length >= 2) {
    stories.push(
      story(
        'Look up routes',
        ['Every route is found with request, answer, refusals and an example.'],
        groups.map((group) =>
          document(setting, `routes of ${group.name}`, {
            describes: group.file,
            reader: 'callers',
          }),
        ),
      ),
    );
  }
  if (packages.length >= 2) {
    stories.push(
      story(
        'Look up packages',
        ['For every package one finds what it is for and what it exports.'],
        packages.map(({ name, path }) =>
          document(setting, `package ${name}`, {
            page: `${path}/README.md`,
            describes: path,
            reader: 'those who import it',
          }),
        ),
      ),
    );
  }
  const files = [...new Set([...setting.relevant, ...setting.hubs, setting.entry])].slice(0, 3);
  const more = story(
    'Look up the main parts',
    ['For every main part one finds what it does, takes and gives back.'],
    files.map((file) =>
      document(setting, `part ${shortPath(file)}`, { describes: file, reader: 'users' }),
    ),
  );
  return atLeastTwo(stories, more).slice(0, 4);
}

function running(setting: Setting): StoryOutline {
  return story(
    'Install, run and repair',
    ['Those on duty find what to do within a minute.'],
    [
      document(setting, 'installation', {
        describes: setting.manifest,
        reader: 'those who install it',
      }),
      document(setting, 'settings', { describes: setting.entry, reader: 'those who run it' }),
      document(setting, 'troubleshooting', {
        describes: setting.hotSpots[0] ?? setting.composition,
        reader: 'those on duty',
      }),
    ],
  );
}

function changing(setting: Setting): StoryOutline {
  return story(
    'Understand and change it',
    ['Somebody new makes a first change in a day.'],
    [
      document(setting, 'architecture', {
        describes: setting.hubs[0] ?? setting.composition,
        reader: 'those who change it',
      }),
      document(setting, 'contributing', {
        describes: setting.pipeline,
        reader: 'those who change it',
      }),
    ],
  );
}

function checks(setting: Setting): StoryOutline {
  return story(
    `Check pages with every change in ${shortPath(setting.pipeline)}`,
    ['A dead link or an example that does not run stops a change.'],
    [
      gate(setting, 'Follow all links', { checks: 'links', command: 'docs:links' }),
      gate(setting, 'Run all examples', { checks: 'examples', command: 'docs:examples' }),
    ],
  );
}

function acceptance(setting: Setting): StoryOutline {
  return story(
    'Have readers try',
    ['One reader of each kind did what they came for.'],
    [
      verify(setting, 'the pages for newcomers', {
        files: [setting.readme],
        measure: 'minutes until it runs',
      }),
      verify(setting, 'the pages for those on duty', {
        files: [setting.page('troubleshooting')],
        measure: 'minutes until the answer is found',
      }),
    ],
  );
}
