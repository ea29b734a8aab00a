import { fileName } from '../goal-subjects.ts';
import { feature, story } from '../outline.ts';
import { build, document, findOut, harden, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import {
  acceptanceStory,
  coverageStories,
  gateStory,
  observationStory,
} from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** Data from where it arises to where it is used, again and again, without loss. */
export const dataPipeline: PlanTemplate = {
  name: 'data-pipeline',
  title: 'Data pipeline',
  summary: 'Fetch, check, transform and load data again and again, without loss or doubles.',
  keywords: [
    'data pipeline',
    'pipeline',
    'etl',
    'elt',
    'ingest',
    'import data',
    'transform',
    'warehouse',
    'stream',
    'batch',
    'dataset',
    'csv',
    'kafka',
    'airflow',
    'analytics',
  ],
  outline: (setting) => {
    const subjects = (setting.subjects.length > 0 ? setting.subjects : ['records']).slice(0, 3);
    return [
      feature('Agree on the data', [contract(setting, subjects), ground(setting)], {
        priority: 'high',
      }),
      feature('Flow', [...subjects.map((name) => flow(setting, name)), schedule(setting)], {
        priority: 'high',
        after: [1],
      }),
      feature(
        'Trust and operation',
        [
          observationStory(setting, 'the pipeline'),
          ...coverageStories(setting, { max: 3 }),
          gateStory(setting),
          story(
            'Repeat and repair',
            ['Any day can be done again without harm.'],
            [
              build(setting, 'Do a time span again', {
                thing: 'the backfill',
                file: setting.source('backfill', 'pipeline'),
                does: 'do a time span again and replace what it made before',
                fails: 'spans that are being done',
              }),
              document(setting, 'repairs', {
                describes: setting.source('backfill', 'pipeline'),
                reader: 'those on duty',
              }),
            ],
            { inOrder: true },
          ),
          acceptanceStory(setting, 'the pipeline', [
            setting.source('schedule', 'pipeline'),
            setting.entry,
          ]),
        ],
        { after: [2] },
      ),
    ];
  },
};

function contract(setting: Setting, subjects: readonly string[]) {
  return story(
    `Say what ${subjects.join(', ')} are`,
    ['Each field has a meaning, a type, a unit and an owner.'],
    [
      findOut(setting, 'Where the data comes from and what it is like', {
        page: 'data-sources',
        looksAt: [setting.entry, setting.readme],
        answers: 'each source, its size, pace and owner',
      }),
      document(setting, 'the data', {
        describes: setting.source('schemas', 'pipeline'),
        reader: 'those who use the data',
      }),
    ],
    { inOrder: true },
  );
}

function ground(setting: Setting) {
  return story(
    'Keep state and secrets',
    ['The pipeline knows how far it is, also after a crash.'],
    [
      build(setting, 'Remember how far it is', {
        thing: 'the bookmark',
        file: setting.source('bookmark', 'pipeline'),
        does: 'keep the place up to which data is stored, together with the data',
        fails: 'to go backwards',
        agent: 'database-agent',
      }),
      harden(setting, 'Reach sources with the least rights', {
        file: setting.source('connections', 'pipeline'),
        attack: 'read a source’s password from a log or write to the source',
        defence: 'connect read-only with secrets that are never printed',
      }),
    ],
  );
}

function flow(setting: Setting, name: string) {
  const file = (verb: string) => setting.source(`${verb}-${fileName(name)}`, 'pipeline');
  const stage = (verb: string, does: string, fails: string) =>
    build(setting, `${verb} ${name} in ${shortPath(file(verb))}`, {
      thing: `"${verb} ${name}"`,
      file: file(verb),
      does,
      fails,
      agent: 'database-agent',
    });
  return story(
    `Take ${name} from source to store`,
    [
      `All ${name} arrive once, checked, and within the hour.`,
      'What is wrong is set aside and can be looked at.',
    ],
    [
      stage(
        'extract',
        `fetch ${name} page by page since the last time`,
        'a source that is slow, away or changes while read',
      ),
      stage(
        'check',
        `hold ${name} against their schema and set aside what does not fit`,
        'more than a hundredth of wrong rows, by stopping',
      ),
      stage(
        'transform',
        `give ${name} the shape that users need, without side effects`,
        'rows it has no rule for',
      ),
      stage(
        'load',
        `store ${name} in one transaction with the bookmark, replacing doubles`,
        'half of a batch',
      ),
      verify(setting, `the flow of ${name}`, {
        files: [file('load'), file('transform')],
        measure: `rows of ${name} lost or doubled after a kill`,
      }),
    ],
    { inOrder: true },
  );
}

function schedule(setting: Setting) {
  const file = setting.source('schedule', 'pipeline');
  return story(
    `Run by itself from ${shortPath(file)}`,
    ['It runs by itself, never twice at once, and tells when it is late.'],
    [
      build(setting, `Start runs in ${shortPath(file)}`, {
        thing: 'the schedule',
        file,
        does: 'start each run at its time, and one after the other',
        fails: 'a second run while one is under way',
        agent: 'devops-agent',
      }),
      build(setting, 'Try again, but not for ever', {
        thing: 'the retry',
        file: setting.source('retry', 'pipeline'),
        does: 'try again with growing pauses what may pass by itself',
        fails: 'what will never pass, at once',
      }),
    ],
  );
}
