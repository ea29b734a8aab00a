/** A line such as `**Priority:** High` or `Depends on: FR-1`; null for other lines. */
export interface LineLabel {
  /** Lower case, one word for one thing: `acceptance`, `criteria`, `estimate` … */
  name: LabelName;
  value: string;
}

export type LabelName =
  | 'acceptance'
  | 'criteria'
  | 'estimate'
  | 'priority'
  | 'depends'
  | 'status'
  | 'agent'
  | 'description'
  | 'files'
  | 'risk'
  | 'other';

const names: Readonly<Record<string, LabelName>> = {
  'acceptance criteria': 'acceptance',
  'acceptance criterion': 'acceptance',
  'acceptance tests': 'acceptance',
  acceptance: 'acceptance',
  'success criteria': 'criteria',
  'completion criteria': 'criteria',
  'definition of done': 'criteria',
  'done when': 'criteria',
  criteria: 'criteria',
  validation: 'criteria',
  'specific actions': 'criteria',
  'implementation details': 'criteria',
  'technical requirements': 'criteria',
  duration: 'estimate',
  'estimated duration': 'estimate',
  'estimated effort': 'estimate',
  estimate: 'estimate',
  effort: 'estimate',
  time: 'estimate',
  priority: 'priority',
  dependencies: 'depends',
  'depends on': 'depends',
  dependency: 'depends',
  prerequisites: 'depends',
  'blocked by': 'depends',
  requires: 'depends',
  status: 'status',
  agent: 'agent',
  'agent assignment': 'agent',
  'agent type': 'agent',
  'assigned agent': 'agent',
  assigned: 'agent',
  description: 'description',
  objective: 'description',
  summary: 'description',
  scope: 'description',
  story: 'description',
  'user story': 'description',
  files: 'files',
  'files affected': 'files',
  file: 'files',
  risk: 'risk',
  'risk level': 'risk',
};

/** Reads the label at the start of a line, in bold or not. Plain words count only where they are known. */
export function lineLabel(text: string): LineLabel | null {
  const bold = /^\*\*([^*]{1,60}?):?\*\*\s{0,3}:?\s*/.exec(text);
  const plain = bold ?? /^_?([A-Za-z][A-Za-z ]{1,39}?)_?:(?:\s+|$)/.exec(text);
  if (plain === null) return null;
  const word = (plain[1] ?? '').replace(/:$/, '').trim().toLowerCase();
  const name = Object.hasOwn(names, word) ? names[word] : undefined;
  const isColon = plain[0].includes(':');
  if (name === undefined) return bold !== null && isColon ? other(text, bold[0]) : null;
  return { name, value: text.slice(plain[0].length).trim() };
}

/** Ends with a colon, so what follows is listed below it. */
export function isListHeading(text: string): LabelName | null {
  const label = lineLabel(text.endsWith(':') || text.endsWith(':**') ? text : `${text}:`);
  return label !== null && label.value === '' && label.name !== 'other' ? label.name : null;
}

function other(text: string, label: string): LineLabel {
  return { name: 'other', value: text.slice(label.length).trim() };
}
