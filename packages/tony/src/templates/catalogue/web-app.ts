import { fileName, singular } from '../goal-subjects.ts';
import { feature, type StoryOutline, story } from '../outline.ts';
import { build, document, findOut, harden, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { acceptanceStory, coverageStories, gateStory, pagesStory } from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

const pagesMax = 3;

/** Pages people use: views, forms, data, states, access for everybody. */
export const webApp: PlanTemplate = {
  name: 'web-app',
  title: 'Web application',
  summary: 'Pages for people: views, forms, data, all their states, access for everybody.',
  keywords: [
    'web app',
    'web application',
    'frontend',
    'dashboard',
    'page',
    'ui',
    'user interface',
    'website',
    'single page',
    'form',
    'screen',
    'react',
    'vue',
    'svelte',
    'browser',
  ],
  outline: (setting) => {
    const subjects = (setting.subjects.length > 0 ? setting.subjects : ['items']).slice(
      0,
      pagesMax,
    );
    const shell = viewFile(setting, 'app-shell');
    return [
      feature(
        'Frame and ground rules',
        [
          story(
            'Agree on pages and words',
            ['Everybody can name each page, what it is for and how one gets there.'],
            [
              findOut(setting, 'Which pages people need and in which order', {
                page: 'pages',
                looksAt: [setting.entry, setting.readme],
                answers: 'the pages, their addresses and what each is for',
              }),
              document(setting, 'the look', { describes: shell, reader: 'those who add pages' }),
            ],
            { inOrder: true },
          ),
          story(
            `Frame all pages in ${shortPath(shell)}`,
            ['From every page people reach every other with the keyboard alone.'],
            [
              view(
                setting,
                'the frame',
                shell,
                'show name, navigation and the page asked for',
                'addresses that are no page',
              ),
              view(
                setting,
                'the session',
                viewFile(setting, 'session'),
                'sign people in and out and keep them signed in',
                'sessions that ended meanwhile',
              ),
            ],
          ),
        ],
        { priority: 'high' },
      ),
      feature(
        'Pages',
        [...subjects.map((name) => pageStory(setting, name)), dataStory(setting, subjects)],
        {
          priority: 'high',
          after: [1],
        },
      ),
      feature('Everybody, everywhere', [accessStory(setting, shell), safetyStory(setting, shell)], {
        after: [1],
      }),
      feature(
        'Quality and release',
        [
          ...coverageStories(setting, { max: 4 }),
          gateStory(setting),
          pagesStory(setting, setting.name),
          acceptanceStory(setting, 'the application', [shell, setting.entry]),
        ],
        { after: [2] },
      ),
    ];
  },
};

function viewFile(setting: Setting, name: string): string {
  const web = setting.analysis?.frameworks.find(({ kind }) => kind === 'web')?.name ?? 'react';
  const endings: Record<string, string> = {
    vue: '.vue',
    nuxt: '.vue',
    svelte: '.svelte',
    sveltekit: '.svelte',
    angular: '.ts',
  };
  const usual = setting.ending === '.js' ? '.jsx' : '.tsx';
  return setting.source(name, 'pages').replace(/\.(?:ts|js)$/, endings[web] ?? usual);
}

function view(setting: Setting, thing: string, file: string, does: string, fails: string) {
  return build(setting, `Show ${thing} in ${shortPath(file)}`, {
    thing,
    file,
    does,
    fails,
    agent: 'frontend-agent',
  });
}

function pageStory(setting: Setting, name: string): StoryOutline {
  const one = singular(name);
  const list = viewFile(setting, `${fileName(name)}-page`);
  const form = viewFile(setting, `${fileName(one)}-form`);
  return story(
    `Work with ${name}`,
    [
      `People find, open, add, change and remove ${name} without help.`,
      'While something loads, is empty or fails, the page says so and what to do.',
    ],
    [
      view(
        setting,
        `all ${name}`,
        list,
        `list ${name} with search, order and pages`,
        'nothing found, and a list that does not come',
      ),
      view(
        setting,
        `one ${one}`,
        viewFile(setting, `${fileName(one)}-page`),
        `show the ${one} of the address with what belongs to it`,
        'ids that are not there or not theirs',
      ),
      view(
        setting,
        `the form of ${name}`,
        form,
        `add and change ${name}, and say at each field what is wrong`,
        'what the server refuses, without losing what was typed',
      ),
      verify(setting, `pages of ${name}`, {
        files: [list, form],
        measure: `the time until ${name} are shown`,
      }),
    ],
  );
}

function dataStory(setting: Setting, subjects: readonly string[]): StoryOutline {
  const file = setting.source('api-client', 'data');
  const named = subjects.join(', ');
  return story(
    `Fetch ${named} in one place`,
    ['What one page changed is seen on all others at once.'],
    [
      build(setting, `Talk to the server in ${shortPath(file)}`, {
        thing: 'the client',
        file,
        does: `fetch and change ${named}, and cancel what nobody waits for`,
        fails: 'answers that do not fit their schema',
        agent: 'frontend-agent',
      }),
      build(setting, 'Remember what was fetched', {
        thing: 'the cache',
        file: setting.source('cache', 'data'),
        does: 'give what is known at once and what is new as soon as it is there',
        fails: 'to show what belongs to somebody signed out',
        agent: 'frontend-agent',
      }),
    ],
  );
}

function accessStory(setting: Setting, shell: string): StoryOutline {
  return story(
    'Work with keyboard, screen reader and small screens',
    ['Every page can be used without a mouse, read aloud, and on a telephone.'],
    [
      view(
        setting,
        'focus and names',
        viewFile(setting, 'focus'),
        'keep focus where people expect it and name every control',
        'focus that would be lost with what it was on',
      ),
      verify(setting, 'access for everybody', {
        files: [shell],
        measure: 'violations that an accessibility checker finds',
      }),
    ],
  );
}

function safetyStory(setting: Setting, shell: string): StoryOutline {
  return story(
    'Show what others wrote without running it',
    ['Nothing that somebody typed runs in the browser of somebody else.'],
    [
      harden(setting, 'Show texts as texts', {
        file: shell,
        attack: 'put a script into a name that others see',
        defence: 'show all that people typed as text, under a content security policy',
      }),
      harden(setting, 'Accept changes from our pages only', {
        file: setting.source('api-client', 'data'),
        attack: 'have a page elsewhere send a form in the name of somebody signed in',
        defence: 'send changes with a token that only our pages have',
      }),
    ],
  );
}
