import { operations } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { fieldProblems } from '../../data/field-problems.ts';
import { type MissionForm, toMissionInput } from './mission-input.ts';

const form: MissionForm = {
  projectId: 'prj_0190b5c8-6c1f-7000-8000-000000000000',
  source: 'report',
  report: ' codebase-review ',
  name: '',
  runtime: 'fixer',
  maxWorkers: '4',
};

function parsed(change: Partial<MissionForm>) {
  return operations.startMission.input.parse(toMissionInput({ ...form, ...change }));
}

describe('toMissionInput', () => {
  it('sends what was typed and leaves defaults to the hub', () => {
    expect(parsed({})).toMatchObject({ report: 'codebase-review', from: 'report', maxWorkers: 4 });
    expect(toMissionInput(form)).not.toHaveProperty('name');
  });

  it('asks for a review by naming no report', () => {
    expect(parsed({ source: 'review' })).not.toHaveProperty('report');
    expect(parsed({ source: 'archive' })).toMatchObject({ from: 'archive' });
  });
});

describe('fieldProblems', () => {
  it('names the field the hub would refuse, and nothing else', () => {
    const check = (change: Partial<MissionForm>) =>
      Object.keys(fieldProblems(operations.startMission, toMissionInput({ ...form, ...change })));
    expect(check({})).toEqual([]);
    expect(check({ report: '../escape' })).toEqual(['report']);
    expect(check({ report: '' })).toEqual(['report']);
    expect(check({ maxWorkers: '65' })).toEqual(['maxWorkers']);
    expect(check({ maxWorkers: '' })).toEqual(['maxWorkers']);
    expect(check({ runtime: ' ' })).toEqual(['runtime']);
  });
});
