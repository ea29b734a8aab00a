import { fileName } from '../goal-subjects.ts';
import { feature, story } from '../outline.ts';
import { build, document, findOut, gate, harden, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { acceptanceStory, coverageStories, gateStory, pagesStory } from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** A program for the terminal: commands, output for people and programs, errors, release. */
export const cli: PlanTemplate = {
  name: 'cli',
  title: 'Command line program',
  summary: 'Commands with help, output for people and programs, exit codes, settings, release.',
  keywords: [
    'command line',
    'cli',
    'terminal',
    'command',
    'shell',
    'console',
    'flag',
    'argument',
    'subcommand',
    'tui',
  ],
  outline: (setting) => {
    const entry = entryOf(setting);
    const subjects = (setting.subjects.length > 0 ? setting.subjects : ['entries']).slice(0, 3);
    return [
      feature('Ground rules of the program', [rules(setting, entry), words(setting, entry)], {
        priority: 'high',
      }),
      feature(
        'Commands',
        [
          ...subjects.map((name) =>
            story(
              `Commands for ${name}`,
              [`People list, show, add and remove ${name} from the terminal and from scripts.`],
              (['list', 'show', 'add', 'remove'] as const).map((verb) => {
                const file = setting.source(`${verb}-${fileName(name)}`, 'commands');
                return build(setting, `${verb} ${name} in ${shortPath(file)}`, {
                  thing: `"${verb} ${name}"`,
                  file,
                  does: `${verb} ${name} and print a table, or JSON with --json`,
                  fails: 'wrong arguments with exit code 2 and a hint',
                });
              }),
            ),
          ),
          story(
            'Settings and state',
            ['A setting comes from a flag, the environment or a file, and one can ask from where.'],
            [
              build(setting, 'Read settings in one place', {
                thing: 'settings',
                file: setting.source('settings'),
                does: 'read flags, environment and file, in that order, and tell where each came from',
                fails: 'names it does not know, with the nearest one it knows',
              }),
              harden(setting, 'Keep secrets out of sight', {
                file: setting.source('settings'),
                attack: 'read a token from the process list or from a file of others',
                defence: 'take secrets from standard input or a private file, and print none',
              }),
            ],
            { inOrder: true },
          ),
        ],
        { priority: 'high', after: [1] },
      ),
      feature(
        'Quality and release',
        [
          ...coverageStories(setting, { max: 4 }),
          gateStory(setting),
          release(setting, entry),
          pagesStory(setting, setting.name),
          acceptanceStory(setting, 'the program', [entry]),
        ],
        { after: [2] },
      ),
    ];
  },
};

function entryOf(setting: Setting): string {
  return (
    setting.analysis?.entryPoints.find(({ kind }) => kind === 'cli')?.path ?? setting.source('cli')
  );
}

function rules(setting: Setting, entry: string) {
  return story(
    `Understand what was typed, in ${shortPath(entry)}`,
    ['Wrong input is answered with what is wrong and how it is right.'],
    [
      build(setting, `Parse arguments in ${shortPath(entry)}`, {
        thing: 'argument parsing',
        file: entry,
        does: 'find the command, its arguments and flags, and print help from the same table',
        fails: 'unknown commands and flags with the nearest one there is',
      }),
      build(setting, 'Print for people and for programs', {
        thing: 'output',
        file: setting.source('output'),
        does: 'print tables on a terminal, JSON with --json, and no colour into pipes',
        fails: 'control characters in what it is given',
      }),
      build(setting, 'End with exit codes that mean something', {
        thing: 'exit codes',
        file: setting.source('exit-codes'),
        does: 'end with 0, 1 for failures, 2 for wrong use, and 130 when interrupted',
        fails: 'to end before what it printed was written',
      }),
    ],
  );
}

function words(setting: Setting, entry: string) {
  return story(
    'Agree on commands and words',
    ['One word stands for one thing in all commands.'],
    [
      findOut(setting, 'Which commands people need', {
        page: 'commands',
        looksAt: [entry, setting.readme],
        answers: 'commands, arguments, flags and exit codes',
      }),
      document(setting, 'commands', { describes: entry, reader: 'people at the terminal' }),
    ],
    { inOrder: true },
  );
}

function release(setting: Setting, entry: string) {
  return story(
    'Install and update it',
    ['One command installs it on a clean machine, and --version tells what it is.'],
    [
      gate(setting, `Package ${shortPath(entry)}`, { checks: 'packaging', command: 'pack' }),
      verify(setting, 'an installed copy', {
        files: [entry, setting.manifest],
        measure: 'the time until help is printed',
      }),
    ],
    { inOrder: true },
  );
}
