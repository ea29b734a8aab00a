import { type StoryOutline, story } from './outline.ts';
import { build, cover, document, gate, verify } from './recipes.ts';
import type { Setting } from './setting.ts';
import { shortPath } from './short-path.ts';

/** Stories that cover files without tests, three to a story; none where fewer than two are left. */
export function coverageStories(
  setting: Setting,
  options: { readonly max: number; readonly without?: readonly string[] },
): StoryOutline[] {
  const without = new Set(options.without);
  const files = setting.untested.filter((file) => !without.has(file)).slice(0, options.max);
  const stories: StoryOutline[] = [];
  for (let at = 0; files.length - at >= 2; at += 3) {
    // The last story takes a file that would be left alone.
    const isLast = files.length - at <= 4;
    const own = files.slice(at, isLast ? files.length : at + 3);
    stories.push(
      story(
        `Cover ${own
          .map((file) => shortPath(file))
          .slice(0, 2)
          .join(', ')}${own.length > 2 ? ' and others' : ''}`,
        [`A mistake in ${own.join(', ')} is noticed by a test before anybody else notices it.`],
        own.map((file) => cover(setting, file)),
      ),
    );
    if (isLast) break;
  }
  return stories;
}

/** The gates that every change passes from then on. */
export function gateStory(setting: Setting): StoryOutline {
  return story(
    `Hold every change against the same gates in ${shortPath(setting.pipeline)}`,
    ['A change that breaks the tests or the style is refused before anybody reads it.'],
    [
      gate(setting, `Have tests decide in ${shortPath(setting.pipeline)}`, {
        checks: 'tests',
        command: setting.testCommand,
      }),
      gate(setting, `Have style and types decide in ${shortPath(setting.pipeline)}`, {
        checks: 'style and types',
        command: 'lint',
      }),
    ],
  );
}

/** What people read who use it and who run it. */
export function pagesStory(setting: Setting, subject: string): StoryOutline {
  return story(
    `Tell people how to use and run ${subject}`,
    [`Somebody new gets ${subject} to work from ${setting.readme} alone.`],
    [
      document(setting, `the start with ${subject}`, {
        page: setting.readme,
        describes: setting.entry,
        reader: 'newcomers',
      }),
      document(setting, 'operations', {
        describes: setting.composition,
        reader: 'those who run it',
      }),
    ],
  );
}

/** Logs and numbers by which those who run it see what it does. */
export function observationStory(setting: Setting, subject: string): StoryOutline {
  return story(
    `See what ${subject} does while it runs`,
    ['From the log one can tell what was asked, what came of it and how long it took.'],
    [
      build(setting, `Log what ${subject} does`, {
        thing: 'the log',
        file: setting.source('log'),
        does: `write one line for each thing ${subject} was asked, with duration and outcome`,
        fails: 'secrets and control characters',
        agent: 'monitoring-agent',
      }),
      build(setting, `Count what ${subject} does`, {
        thing: 'the counters',
        file: setting.source('metrics'),
        does: `count calls, failures and durations of ${subject}`,
        fails: 'labels without a bound',
        agent: 'monitoring-agent',
      }),
    ],
  );
}

/** The last look before it is called done. */
export function acceptanceStory(
  setting: Setting,
  subject: string,
  files: readonly string[],
): StoryOutline {
  return story(
    `Accept ${subject}`,
    [`${subject} does what "${setting.goal.split('\n')[0]?.slice(0, 120)}" asks for.`],
    [
      verify(setting, `${subject} as a whole`, { files, measure: 'the time of the slowest test' }),
      verify(setting, `${subject} under load`, {
        files: files.slice(1).length > 0 ? files.slice(1) : files,
        measure: 'the slowest answer of a hundred',
      }),
    ],
  );
}
