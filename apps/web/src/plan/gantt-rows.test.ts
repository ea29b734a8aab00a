import type { PlanSchedule } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { formatWork } from '../format/work-time.ts';
import { axisStep, ganttRows } from './gantt-rows.ts';
import { outlineOf } from './outline.ts';

const document = samplePlan({ epics: 1, below: [2, 1, 1, 1, 2] });
const outline = outlineOf(document);
const schedule = {
  nodes: document.nodes.map((node, index) => ({
    id: node.id,
    startMinutes: index * 10,
    endMinutes: index * 10 + 10,
    slackMinutes: 0,
    isCritical: true,
    worker: node.id.startsWith('A.') ? index % 2 : null,
  })),
} as unknown as PlanSchedule;

describe('ganttRows', () => {
  it('gives each worker a lane with everything it does, in order', () => {
    const rows = ganttRows(outline, schedule, 'workers', new Set());
    expect(rows.map((row) => row.label)).toEqual(['Worker 1', 'Worker 2']);
    expect(rows.flatMap((row) => row.bars)).toHaveLength(4);
    for (const { bars } of rows) {
      bars.slice(1).forEach((bar, index) => {
        expect(bar.start).toBeGreaterThanOrEqual(bars[index]?.end ?? 0);
      });
    }
  });

  it('gives each feature a row that spans those below it, and closes it', () => {
    const open = ganttRows(outline, schedule, 'features', new Set());
    expect(open.map((row) => [row.key, row.indent])).toEqual([
      ['F.001.01', 0],
      ['A.001.01.01.01.01.01', 1],
      ['A.001.01.01.01.01.02', 1],
      ['F.001.02', 0],
      ['A.001.02.01.01.01.01', 1],
      ['A.001.02.01.01.01.02', 1],
    ]);
    const closed = ganttRows(outline, schedule, 'features', new Set(['F.001.01']));
    expect(closed.map((row) => row.key)).not.toContain('A.001.01.01.01.01.01');
    expect(closed).toHaveLength(4);
  });
});

describe('axisStep', () => {
  it('keeps marks apart at every zoom', () => {
    for (const px of [0.01, 0.1, 1, 5, 20])
      expect(axisStep(px, 60) * px).toBeGreaterThanOrEqual(60);
  });
});

describe('formatWork', () => {
  it('speaks of minutes, then of hours, and never of days', () => {
    expect([0, 25, 59.6, 80, 720, 3_000, 90_000].map(formatWork)).toEqual([
      '0 min',
      '25 min',
      '1 h',
      '1 h 20',
      '12 h',
      '50 h',
      '1,500 h',
    ]);
  });
});
