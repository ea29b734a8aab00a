import { feature, type StoryOutline, story } from '../outline.ts';
import { build, document, findOut, gate, verify } from '../recipes.ts';
import type { Setting } from '../setting.ts';
import { gateStory } from '../shared-stories.ts';
import { shortPath } from '../short-path.ts';
import type { PlanTemplate } from '../template.ts';

/** Measure, find what takes the time, improve it, and keep it fast. */
export const performance: PlanTemplate = {
  name: 'performance',
  title: 'Performance',
  summary: 'Measure, find what takes the time, improve it, and keep it fast.',
  keywords: [
    'performance',
    'faster',
    'slow',
    'speed up',
    'optimise',
    'optimize',
    'latency',
    'throughput',
    'memory leak',
    'benchmark',
    'profile',
    'scale',
    'load',
  ],
  outline: (setting) => {
    const places = [
      ...new Set([
        ...setting.relevant,
        ...setting.hotSpots,
        setting.entry,
        setting.source('store'),
      ]),
    ].slice(0, 4);
    return [
      feature('Measure', [goals(setting, places), harness(setting)], { priority: 'high' }),
      feature(
        'Improve',
        places.map((file) => improve(setting, file)),
        { priority: 'high', after: [1] },
      ),
      feature('Keep it fast', [gateStory(setting), watch(setting, places)], { after: [2] }),
    ];
  },
};

function goals(setting: Setting, places: readonly string[]): StoryOutline {
  return story(
    'Say what is fast enough',
    ['For each thing people wait for there is a figure, and how it is measured.'],
    [
      findOut(setting, 'What people wait for', {
        page: 'performance-goals',
        looksAt: [setting.entry, ...places],
        answers: 'each figure, on which machine and under which load',
      }),
      findOut(setting, 'Where the time goes', {
        page: 'performance-profile',
        looksAt: places,
        answers: 'the places that take most time and memory, with their share',
      }),
    ],
    { inOrder: true },
  );
}

function harness(setting: Setting): StoryOutline {
  const file = setting.source('load', 'bench');
  return story(
    `Measure the same way each time with ${shortPath(file)}`,
    ['Two runs on one machine differ by less than a twentieth.'],
    [
      build(setting, `Make load in ${shortPath(file)}`, {
        thing: 'the load',
        file,
        does: 'make load like that of a busy hour, from a seed',
        fails: 'to count what it warmed up with',
        agent: 'testing-agent',
      }),
      build(setting, 'Report medians and percentiles', {
        thing: 'the figures',
        file: setting.source('figures', 'bench'),
        does: 'report medians, percentiles and growth with size',
        fails: 'to compare runs of different machines',
        agent: 'testing-agent',
      }),
    ],
  );
}

function improve(setting: Setting, file: string): StoryOutline {
  const where = shortPath(file);
  return story(
    `Make ${where} fast enough`,
    [`What people wait for because of ${file} takes no longer than agreed.`],
    [
      build(setting, `Do less work in ${where}`, {
        thing: `the work of ${where}`,
        file,
        does: 'do once what it does again and again, and nothing that nobody needs',
        fails: 'answers that differ from before',
        type: 'REFACTOR',
      }),
      build(setting, `Bound memory and waiting in ${where}`, {
        thing: `memory of ${where}`,
        file,
        does: 'work in pieces and wait for many things at once',
        fails: 'input beyond its bound instead of growing',
        type: 'REFACTOR',
      }),
      verify(setting, `the gain in ${where}`, {
        files: [file],
        measure: `time and memory of ${where} before and after`,
      }),
    ],
    { inOrder: true },
  );
}

function watch(setting: Setting, places: readonly string[]): StoryOutline {
  return story(
    'Notice when it gets slower',
    ['A change that makes it slower is noticed before it is merged.'],
    [
      gate(setting, 'Compare with the last figures', { checks: 'benchmarks', command: 'bench' }),
      document(setting, 'performance', {
        describes: places[0] ?? setting.entry,
        reader: 'those who change it',
      }),
    ],
  );
}
