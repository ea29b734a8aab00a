import { PlanNode, PlanNodePatch } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { changedFields, fieldProblemsOf, fieldsOf } from './node-fields.ts';

const node = PlanNode.parse({
  id: 'A.001.01.01.01.01.01',
  parentId: 'ST.001.01.01.01.01',
  title: 'Write the query',
  estimate: { minutes: 20, minutesLow: 15, minutesHigh: 30, tokens: 9_000 },
  completionCriteria: ['Its test is green'],
  files: ['src/query.ts'],
});
const fields = fieldsOf(node);

describe('changedFields', () => {
  it('is empty while nothing was changed', () => {
    expect(changedFields(fields, { ...fields })).toEqual({});
  });

  it('names what was changed and nothing else', () => {
    const patch = changedFields(fields, {
      ...fields,
      tokens: '',
      agentType: 'database-agent',
      files: 'src/query.ts\n\n src/index.ts ',
    });
    expect(patch).toEqual({
      agentType: 'database-agent',
      estimate: { minutes: 20, minutesLow: 15, minutesHigh: 30, tokens: null },
      files: ['src/query.ts', 'src/index.ts'],
    });
    expect(PlanNodePatch.parse(patch)).toEqual(patch);
  });

  it('takes an estimate away', () => {
    const none = { ...fields, minutes: '', minutesLow: '', minutesHigh: '', tokens: '' };
    expect(changedFields(fields, none)).toEqual({ estimate: null });
    expect(fieldProblemsOf(none)).toEqual({});
  });
});

describe('fieldProblemsOf', () => {
  it('has nothing against a good node', () => {
    expect(fieldProblemsOf(fields)).toEqual({});
    expect(fieldProblemsOf({ ...fields, minutesLow: '', minutesHigh: '' })).toEqual({});
  });

  it('names the field that is wrong', () => {
    const wrong = (change: Partial<typeof fields>) =>
      Object.keys(fieldProblemsOf({ ...fields, ...change }));
    expect(wrong({ title: ' ' })).toEqual(['title']);
    expect(wrong({ minutesLow: '25' })).toEqual(['minutesLow']);
    expect(wrong({ minutesHigh: '10' })).toEqual(['minutesHigh']);
    expect(wrong({ tokens: 'many' })).toEqual(['tokens']);
    expect(wrong({ minutes: '' })).toContain('minutes');
  });
});
