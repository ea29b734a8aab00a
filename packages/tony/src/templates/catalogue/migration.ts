import { type FeatureOutline, feature, type StoryOutline, story } from '../outline.ts';
import { build, cover, document, findOut, gate, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { gateStory } from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

const movesMax = 4;

/** From one thing to another, step by step, with a way back until the end. */
export const migration: PlanTemplate = {
  name: 'migration',
  title: 'Migration',
  summary: 'Move step by step, old and new side by side, with a way back until the end.',
  keywords: [
    'migration',
    'migrate',
    'upgrade',
    'port',
    'move to',
    'switch to',
    'replace',
    'convert',
    'rewrite in',
    'version bump',
    'modernise',
    'legacy',
    'cut over',
  ],
  outline: (setting) => {
    const moved = movedFiles(setting);
    const seam = setting.source('adapter');
    return [
      prepare(setting, moved),
      feature(
        'Move',
        [
          seamStory(setting, seam),
          ...moved.map((file) =>
            story(
              `Move ${shortPath(file)}`,
              [`What ${file} did is done the new way, and its users notice nothing.`],
              [
                build(setting, `Do the new way what ${shortPath(file)} does`, {
                  thing: `the new ${shortPath(file)}`,
                  file,
                  does: 'do the new way what it did the old way',
                  fails: 'what the old way refused',
                  type: 'COMPLEX_REFACTOR',
                }),
                verify(setting, `${shortPath(file)} old against new`, {
                  files: [file],
                  measure: 'answers that differ',
                }),
              ],
              { inOrder: true },
            ),
          ),
        ],
        { priority: 'high', after: [1] },
      ),
      feature('Finish', [data(setting), cutOver(setting, seam), gateStory(setting)], {
        after: [2],
      }),
    ];
  },
};

/** What the goal speaks of, else what is used and changed most; at least two. */
function movedFiles(setting: Setting): string[] {
  return [...new Set([...setting.relevant, setting.entry, setting.source('store')])].slice(
    0,
    movesMax,
  );
}

function data(setting: Setting) {
  const file = setting.source('migrate-data');
  return story(
    'Take the data along',
    ['No row is lost or doubled, and stopping half-way does no harm.'],
    [
      build(setting, `Copy in batches with ${shortPath(file)}`, {
        thing: 'the copy',
        file,
        does: 'copy in batches, remember how far it is, and go on from there',
        fails: 'rows it cannot convert, which it sets aside and names',
        agent: 'database-agent',
      }),
      build(setting, 'Compare both sides', {
        thing: 'the comparison',
        file: setting.source('compare-data'),
        does: 'count and compare rows of both sides',
        fails: 'to call them equal while one side is still changing',
        agent: 'database-agent',
      }),
    ],
    { inOrder: true },
  );
}

function cutOver(setting: Setting, seam: string) {
  return story(
    'Cut over and clean up',
    ['The old way is gone, and until the last step one could go back.'],
    [
      document(setting, 'the cut-over', { describes: seam, reader: 'those on duty' }),
      gate(setting, 'Let nothing use the old way again', {
        checks: 'uses of the old way',
        command: 'lint',
      }),
      verify(setting, 'the new way without the old', {
        files: [seam, setting.entry],
        measure: 'failures in a day',
      }),
    ],
    { inOrder: true },
  );
}

function prepare(setting: Setting, moved: readonly string[]): FeatureOutline {
  return feature(
    'Prepare',
    [
      story(
        'Know what moves',
        ['Everything that moves is listed with who uses it.'],
        [
          findOut(setting, 'What is there and who uses it', {
            page: 'migration-inventory',
            looksAt: [...setting.hubs, ...moved],
            answers: 'each thing that moves, its users and in which order',
          }),
          findOut(setting, 'What behaves differently afterwards', {
            page: 'migration-differences',
            looksAt: [setting.manifest, setting.entry],
            answers: 'each difference and how users are spared it',
          }),
        ],
      ),
      story(
        'Hold on to what works today',
        ['A difference between old and new is noticed by a test.'],
        moved.slice(0, 2).map((file) => cover(setting, file)),
      ),
    ],
    { priority: 'high' },
  );
}

function seamStory(setting: Setting, seam: string): StoryOutline {
  return story(
    `Let old and new stand side by side behind ${shortPath(seam)}`,
    ['With one setting one goes to the new way and back again.'],
    [
      build(setting, `Put a seam into ${shortPath(seam)}`, {
        thing: 'the seam',
        file: seam,
        does: 'offer what users need and pass it to the old or the new way',
        fails: 'what only one of them can do',
      }),
      build(setting, 'Choose by a setting', {
        thing: 'the switch',
        file: setting.source('migration-switch'),
        does: 'choose old, new, or both with a comparison',
        fails: 'a change of mind half-way through one call',
      }),
    ],
  );
}
