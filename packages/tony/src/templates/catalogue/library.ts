import { fileName } from '../goal-subjects.ts';
import { type FeatureOutline, feature, type StoryOutline, story } from '../outline.ts';
import { build, document, findOut, gate, harden, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { acceptanceStory, coverageStories, gateStory } from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** Code for other programs: a small public surface, promises, examples, releases. */
export const library: PlanTemplate = {
  name: 'library',
  title: 'Library',
  summary: 'A small public surface with promises, tests, examples and releases.',
  keywords: [
    'library',
    'sdk',
    'npm package',
    'package',
    'public api',
    'client library',
    'publish',
    'toolkit',
    'parser',
    'module',
  ],
  outline: (setting) => {
    const entry =
      setting.analysis?.entryPoints.find(({ kind }) => kind === 'library')?.path ??
      setting.source('index');
    const subjects = (setting.subjects.length > 0 ? setting.subjects : ['core']).slice(0, 4);
    const hub = setting.hubs[0] ?? entry;
    return [
      surface(setting, entry, hub),
      feature(
        'Substance',
        [
          ...subjects.map((name) => subjectStory(setting, name)),
          hostileStory(setting, [hub, entry]),
        ],
        { priority: 'high', after: [1] },
      ),
      feature(
        'Release',
        [
          ...coverageStories(setting, { max: 6 }),
          gateStory(setting),
          publishStory(setting, entry),
          acceptanceStory(setting, 'the library', [entry, hub]),
        ],
        { after: [2] },
      ),
    ];
  },
};

/** What is public, and how it fails. */
function surface(setting: Setting, entry: string, hub: string): FeatureOutline {
  return feature(
    'Surface',
    [
      story(
        'Agree on what others may use',
        [`Everything public is named in ${entry}, and nothing else is.`],
        [
          findOut(setting, 'What callers want to write', {
            page: 'public-api',
            looksAt: [entry, hub],
            answers: 'the public names with an example of each',
          }),
          build(setting, `Export the surface from ${shortPath(entry)}`, {
            thing: 'the surface',
            file: entry,
            does: 'export the public names and nothing else',
            fails: 'imports of inner files',
          }),
        ],
        { inOrder: true },
      ),
      story(
        'Fail in one way',
        ['Callers tell failures apart by a code that stays.'],
        [
          build(setting, 'Name all failures', {
            thing: 'errors',
            file: setting.source('errors'),
            does: 'give each failure a stable code, a message and its cause',
            fails: 'to throw anything else',
          }),
          document(setting, 'errors', {
            describes: setting.source('errors'),
            reader: 'callers',
          }),
        ],
        { inOrder: true },
      ),
    ],
    { priority: 'high' },
  );
}

function subjectStory(setting: Setting, name: string): StoryOutline {
  const file = setting.source(name);
  const limits = setting.source(`${fileName(name)}-limits`);
  return story(
    `Offer ${name}`,
    [`Callers use ${name} with one import and without reading the code.`],
    [
      build(setting, `Write ${name} in ${shortPath(file)}`, {
        thing: name,
        file,
        does: 'do its work for the usual case without keeping state',
        fails: 'input that does not fit, before anything was done',
      }),
      build(setting, `Bound ${name} in ${shortPath(limits)}`, {
        thing: `limits of ${name}`,
        file: limits,
        does: 'bound size, time and depth of what it takes',
        fails: 'what is beyond them, naming the limit',
      }),
      document(setting, name, { describes: file, reader: 'callers' }),
    ],
  );
}

function hostileStory(setting: Setting, [hub, entry]: readonly [string, string]): StoryOutline {
  return story(
    'Bear hostile input',
    ['No input makes it hang, run out of memory or touch anything outside.'],
    [
      harden(setting, 'Take time in proportion to input', {
        file: hub,
        attack: 'give a short input that takes minutes',
        defence: 'take time in proportion to its input',
      }),
      verify(setting, 'properties with generated input', {
        files: [hub, entry],
        measure: 'inputs tried without a failure',
      }),
    ],
  );
}

function publishStory(setting: Setting, entry: string): StoryOutline {
  return story(
    'Publish it',
    ['It installs into an empty project, with types, and the example of the readme runs.'],
    [
      gate(setting, `Pack what ${shortPath(setting.manifest)} names`, {
        checks: 'packing',
        command: 'pack',
      }),
      document(setting, 'the first use', {
        page: setting.readme,
        describes: entry,
        reader: 'newcomers',
      }),
    ],
  );
}
