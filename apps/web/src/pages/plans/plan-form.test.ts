import { operations } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { emptyForm, formProblems, type PlanForm, toPlanInput } from './plan-form.ts';

const parsed = (change: Partial<PlanForm>) =>
  operations.addPlan.input.parse(toPlanInput({ ...emptyForm, ...change }));

describe('toPlanInput', () => {
  it('sends a goal, and asks a model only where no template was chosen', () => {
    expect(parsed({ goal: ' Build a REST API ' }).from).toEqual({
      kind: 'goal',
      goal: 'Build a REST API',
      model: 'auto',
    });
    expect(parsed({ goal: 'x', template: 'cli', model: 'always' }).from).toMatchObject({
      template: 'cli',
      model: 'never',
    });
  });

  it('sends a document as it is, with the name of its file', () => {
    const text = '# Shop\n\n- [ ] Sign in\n';
    expect(parsed({ kind: 'document', text, fileName: 'shop.md' }).from).toEqual({
      kind: 'document',
      text,
      name: 'shop.md',
      format: 'auto',
    });
  });

  it('leaves the project out where none was chosen', () => {
    expect(toPlanInput({ ...emptyForm, goal: 'x' })).not.toHaveProperty('projectId');
  });
});

describe('formProblems', () => {
  it('names what is missing for each way, and nothing of the others', () => {
    expect(Object.keys(formProblems(emptyForm))).toEqual(['goal']);
    expect(Object.keys(formProblems({ ...emptyForm, kind: 'document' }))).toEqual(['text']);
    expect(Object.keys(formProblems({ ...emptyForm, kind: 'empty' }))).toEqual(['title']);
    expect(formProblems({ ...emptyForm, kind: 'empty', title: 'Shop' })).toEqual({});
  });
});
