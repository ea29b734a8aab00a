import type { OperationRawInput, operations } from '@mosaic/contract';

/** What the form holds: text as typed. */
export interface PlanForm {
  kind: 'goal' | 'document' | 'empty';
  projectId: string;
  goal: string;
  /** Empty: the one that fits best. */
  template: string;
  model: 'auto' | 'always' | 'never';
  text: string;
  fileName: string;
  format: DocumentFormat;
  title: string;
  keepDraft: boolean;
}

export const documentFormats = {
  auto: 'find out',
  prd: 'product requirements (PRD)',
  outline: 'outline or checklist',
  tasks: 'tasks.md',
  report: 'review report',
  decomposition: 'decomposition with ids',
  plan: 'plan of this product (JSON or Markdown)',
  athms: 'JSON of the older ATHMS store',
} as const;
export type DocumentFormat = keyof typeof documentFormats;

export const emptyForm: PlanForm = {
  kind: 'goal',
  projectId: '',
  goal: '',
  template: '',
  model: 'auto',
  text: '',
  fileName: '',
  format: 'auto',
  title: '',
  keepDraft: false,
};

type Input = OperationRawInput<typeof operations.addPlan>;

/** Form → input of `plan.add`; empty fields are left out so that the hub's defaults hold. */
export function toPlanInput(form: PlanForm): Input {
  return {
    ...(form.projectId === '' ? {} : { projectId: form.projectId }),
    keepDraft: form.keepDraft,
    from: sourceOf(form),
  };
}

function sourceOf(form: PlanForm): Input['from'] {
  if (form.kind === 'empty') {
    return { kind: 'empty', title: form.title.trim(), goal: form.goal.trim() };
  }
  if (form.kind === 'document') {
    const name = form.fileName.trim();
    const source = { kind: 'document', text: form.text, format: form.format } as const;
    return name === '' ? source : { ...source, name };
  }
  const source = { kind: 'goal', goal: form.goal.trim() } as const;
  // A template that was chosen is meant: no model is asked instead.
  return form.template === ''
    ? { ...source, model: form.model }
    : { ...source, template: form.template, model: 'never' };
}

/** What is missing, by field; the rest is for the hub to judge. */
export function formProblems(form: PlanForm): Partial<Record<keyof PlanForm, string>> {
  if (form.kind === 'goal' && form.goal.trim() === '') {
    return { goal: 'Say in a sentence what should be there in the end' };
  }
  if (form.kind === 'document' && form.text.trim() === '') {
    return { text: 'Choose a file or paste its text' };
  }
  if (form.kind === 'empty' && form.title.trim() === '') return { title: 'Give the epic a title' };
  return {};
}
