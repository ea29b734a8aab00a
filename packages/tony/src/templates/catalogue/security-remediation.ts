import { atLeastTwo } from '../at-least-two.ts';
import { feature, story } from '../outline.ts';
import { build, document, findOut, gate, harden, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { coverageStories } from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** Weak places found, shown by tests, closed and watched. */
export const securityRemediation: PlanTemplate = {
  name: 'security-remediation',
  title: 'Security remediation',
  summary: 'Weak places are found, shown by tests, closed and watched.',
  keywords: [
    'security remediation',
    'security',
    'vulnerability',
    'cve',
    'owasp',
    'harden',
    'injection',
    'xss',
    'secret',
    'penetration',
    'exploit',
    'audit finding',
    'attack',
  ],
  outline: (setting) => [
    feature('Know the weak places', [surface(setting), secrets(setting)], { priority: 'critical' }),
    feature('Close them', [...surfaces(setting), identity(setting)], {
      priority: 'critical',
      after: [1],
    }),
    feature(
      'Keep them closed',
      [
        story(
          'Let no known weakness in',
          ['A dependency with a known weakness, or a secret in a commit, stops a change.'],
          [
            gate(setting, `Check what ${shortPath(setting.manifest)} depends on`, {
              checks: 'dependencies',
              command: 'audit',
            }),
            gate(setting, 'Look for secrets in every change', {
              checks: 'secrets',
              command: 'secrets',
            }),
          ],
        ),
        ...coverageStories(setting, { max: 3 }),
        story(
          'Notice and answer',
          ['An attack is noticed, and people know what to do.'],
          [
            build(setting, 'Record what matters for security', {
              thing: 'the security log',
              file: setting.source('security-log'),
              does: 'record sign-ins, refusals and changes of rights, so that nobody can change them later',
              fails: 'secrets and personal data',
              agent: 'security-agent',
            }),
            document(setting, 'incidents', { describes: setting.entry, reader: 'those on duty' }),
            verify(setting, 'the closed weaknesses', {
              files: setting.relevant,
              measure: 'attacks of this plan that still succeed',
            }),
          ],
        ),
      ],
      { priority: 'high', after: [2] },
    ),
  ],
};

function surface(setting: Setting) {
  const routes = setting.routeGroups.map(({ file }) => file);
  return story(
    'List what strangers can reach',
    ['Each way in is listed with what is behind it and who may use it.'],
    [
      findOut(setting, 'What takes input from outside', {
        page: 'attack-surface',
        looksAt: [...routes, setting.entry, setting.composition],
        answers: 'each way in, what it reaches and who may use it',
      }),
      findOut(setting, 'Which code runs what it is given', {
        page: 'dangerous-calls',
        looksAt: [...setting.hotSpots, ...setting.relevant],
        answers: 'each call that builds commands, queries, paths or pages from input',
      }),
    ],
  );
}

function secrets(setting: Setting) {
  return story(
    'Find secrets and outdated parts',
    ['No secret stands in the repository or its history, and every old part is known.'],
    [
      findOut(setting, 'Where secrets are kept', {
        page: 'secrets',
        looksAt: [setting.entry, setting.pipeline],
        answers: 'each secret, where it is kept and how it is changed',
      }),
      findOut(setting, 'Which dependencies have known weaknesses', {
        page: 'dependencies',
        looksAt: [setting.manifest, setting.entry],
        answers: 'each weakness, whether it is reached, and what is done about it',
      }),
    ],
  );
}

/** One story for each file that answers requests, else for the places the goal speaks of. */
function surfaces(setting: Setting) {
  const groups = setting.routeGroups.slice(0, 4);
  const files = groups.length > 0 ? groups.map(({ file }) => file) : setting.relevant.slice(0, 3);
  const routesOf = (file: string) => groups.find((group) => group.file === file)?.routes ?? [];
  const named = (file: string) =>
    routesOf(file)
      .slice(0, 2)
      .map(({ method, path }) => `${method} ${path}`)
      .join(' and ');
  const stories = files.map((file) =>
    story(
      `Close ${shortPath(file)}`,
      [`${named(file) || file} does only what its callers may do, whatever it is given.`],
      [
        harden(setting, `Check all input of ${shortPath(file)}`, {
          file,
          attack: `give ${named(file) || shortPath(file)} input that ends a query, a path or a command`,
          defence: 'check input against a schema and pass it as a parameter, never as text',
        }),
        harden(setting, `Check rights in ${shortPath(file)}`, {
          file,
          attack: `use ${named(file) || shortPath(file)} in the name of somebody else`,
          defence: 'check what the caller may do before anything is read',
        }),
        harden(setting, `Tell strangers little from ${shortPath(file)}`, {
          file,
          attack: `learn from failures of ${named(file) || shortPath(file)} how it works inside`,
          defence: 'answer failures alike, with details in the log only',
        }),
      ],
    ),
  );
  return atLeastTwo(stories, limitsStory(setting));
}

function limitsStory(setting: Setting) {
  return story(
    'Bound what one caller can use',
    ['One caller can neither fill memory or disk nor keep others waiting.'],
    [
      harden(setting, 'Bound sizes and times', {
        file: setting.composition,
        attack: 'send input without an end',
        defence: 'give up beyond a size and a time',
      }),
      harden(setting, 'Bound how often', {
        file: setting.source('rate-limit'),
        attack: 'try ten thousand passwords',
        defence: 'slow down and then refuse callers who fail too often',
      }),
    ],
  );
}

function identity(setting: Setting) {
  const file = setting.source('authenticate');
  return story(
    'Know who calls, and only for as long as needed',
    ['A token that was stolen is worth little and can be taken back.'],
    [
      harden(setting, `Let tokens end in ${shortPath(file)}`, {
        file,
        attack: 'use a token long after it was given',
        defence: 'refuse tokens that are old, taken back or meant for something else',
      }),
      harden(setting, 'Store no password that can be read', {
        file: setting.source('passwords'),
        attack: 'try passwords on a stolen database',
        defence: 'keep a slow, salted hash and compare in constant time',
      }),
    ],
  );
}
