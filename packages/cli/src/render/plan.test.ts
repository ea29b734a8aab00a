import { PlanDocument, type PlanForecast, type PlanSchedule } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { captureIo } from '../../test/capture-io.ts';
import { createTerminal } from '../output/terminal.ts';
import { costText, workText } from '../output/work-text.ts';
import { findingCounts, findingsText } from './plan-findings.ts';
import { forecastText } from './plan-forecast.ts';
import { scheduleText } from './plan-schedule.ts';
import { planTree } from './plan-tree.ts';

const { view } = createTerminal(captureIo().io, { isJson: false, isColorRefused: false });

const document = PlanDocument.parse({
  title: 'Shop',
  source: { kind: 'template', name: 'web-app' },
  nodes: [
    { id: 'E.001', parentId: null, title: 'Shop\u001b[2J' },
    { id: 'F.001.01', parentId: 'E.001', title: 'Accounts' },
    { id: 'S.001.01.01', parentId: 'F.001.01', title: 'Sign in', estimate: { minutes: 25 } },
    { id: 'S.001.01.02', parentId: 'F.001.01', title: 'Sign out', estimate: { minutes: 90 } },
    { id: 'F.001.02', parentId: 'E.001', title: 'Orders', estimate: { minutes: 480 } },
  ],
});

describe('a tree', () => {
  it('shows each node below its parent with the work in it, and is harmless', () => {
    expect(planTree(document, view)).toBe(
      [
        'E.001 Shop  1 d 1 h',
        '├─ F.001.01 Accounts  1 h 55 min',
        '│  ├─ S.001.01.01 Sign in  25 min',
        '│  └─ S.001.01.02 Sign out  1 h 30 min',
        '└─ F.001.02 Orders  1 d',
      ].join('\n'),
    );
  });

  it('says how much it folds, and where nodes stand', () => {
    expect(planTree(document, view, { depth: 1 })).toBe('E.001 Shop  1 d 1 h, 4 below');
    const progress = [
      {
        id: 'F.001.02',
        status: 'failed' as const,
        percent: 0,
        evidenceScore: null,
        usedMinutes: null,
        usedTokens: null,
      },
    ];
    expect(planTree(document, view, { progress })).toContain('└─ ✗ F.001.02 Orders');
  });

  it('stays readable however large the plan is', () => {
    const nodes = Array.from({ length: 7 }, (_, feature) => `F.001.0${feature + 1}`).flatMap(
      (id) => [
        { id, parentId: 'E.001', title: id },
        ...Array.from({ length: 90 }, (_, story) => ({
          id: `S${id.slice(1)}.${String(story + 1).padStart(2, '0')}`,
          parentId: id,
          title: 'x'.repeat(200),
        })),
      ],
    );
    const large = PlanDocument.parse({
      title: 'Large',
      source: { kind: 'manual' },
      nodes: [{ id: 'E.001', parentId: null, title: 'Large' }, ...nodes],
    });
    const lines = planTree(large, view).split('\n');
    expect(lines).toHaveLength(8);
    for (const line of planTree(large, view, { depth: 3 }).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(view.columns);
    }
  });

  it('shows nodes whose parent is missing rather than losing them', () => {
    const orphan = { nodes: document.nodes.filter(({ id }) => id !== 'F.001.01') };
    expect(planTree(orphan, view)).toContain('S.001.01.01 Sign in');
  });
});

describe('figures', () => {
  it('are in words that people use', () => {
    expect([0.4, 25, 60, 200, 480, 510, 1_000].map(workText)).toEqual([
      '0 min',
      '25 min',
      '1 h',
      '3 h 20 min',
      '1 d',
      '1 d',
      '2 d',
    ]);
    expect([1_230_000, 99_000, 250_500_000, 2_500_000_000].map(costText)).toEqual([
      '$1.23',
      '$0.10',
      '$251',
      '$2,500',
    ]);
    expect(findingCounts({ error: 1, warning: 0, advice: 3 })).toBe('1 error, 3 pieces of advice');
    expect(findingCounts({ error: 0, warning: 0, advice: 0 })).toBe('none');
  });

  it('of a forecast are unknown where they are, never 0', () => {
    const forecast: PlanForecast = {
      samples: 2_000,
      seed: 1,
      minutes: { p50: 480, p80: 600, p95: 960 },
      tokens: null,
      costMicroUsd: null,
      histogram: [
        { fromMinutes: 400, count: 1 },
        { fromMinutes: 500, count: 9 },
      ],
      unlearned: 12,
      confidence: 'none',
      criticality: [],
      finished: 0,
    };
    const text = forecastText(forecast, view);
    expect(text).toMatch(/Duration +1 d +1 d 2 h +2 d/);
    expect(text).toMatch(/Tokens +unknown/);
    expect(text).toContain('█');
    expect(text).toContain('no finished run to learn from yet');
    const learned = forecastText({ ...forecast, confidence: 'high', unlearned: 1 }, view);
    expect(learned).toContain('confidence high');
  });

  it('of a schedule name the chain and what held work back', () => {
    const schedule: PlanSchedule = {
      makespanMinutes: 60,
      criticalMinutes: 50,
      workMinutes: 80,
      criticalPath: ['A.001.01.01.01.01.01'],
      nodes: [
        {
          id: 'A.001.01.01.01.01.01',
          startMinutes: 0,
          endMinutes: 30,
          slackMinutes: 0,
          isCritical: true,
          worker: 0,
        },
      ],
      bottlenecks: [{ name: 'workers', waitedMinutes: 25, nodes: 2 }],
    };
    const text = scheduleText(schedule, view);
    expect(text).toMatch(/Planned +1 h on 1 worker/);
    expect(text).toMatch(/A\.001\.01\.01\.01\.01\.01 +1 +0 min +30 min +0 min +yes/);
    expect(text).toMatch(/workers +25 min +2/);
  });

  it('of findings show the worst first and count the rest', () => {
    const advice = {
      code: 'size_under',
      severity: 'advice' as const,
      path: ['E.001'],
      message: 'm',
    };
    const error = { code: 'cycle', severity: 'error' as const, path: [], message: 'Round\nabout' };
    const lines = findingsText([...Array.from({ length: 50 }, () => advice), error], view).split(
      '\n',
    );
    expect(lines[1]).toMatch(/^error +cycle +plan +Round about$/);
    expect(lines.at(-1)).toBe('11 more; --json has all.');
    expect(findingsText([], view)).toContain('Nothing to complain about');
  });
});
