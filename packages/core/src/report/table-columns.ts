import type { LabelKind } from './line-labels.ts';

/** Columns of a table of findings, by position. */
export type TableColumns = Partial<Record<LabelKind | 'title' | 'text', number>>;

const titleNames = [
  'title',
  'issue',
  'finding',
  'problem',
  'summary',
  'description',
  'name',
  'gap',
];
const textNames = [
  'details',
  'description',
  'recommendation',
  'impact',
  'fix',
  'evidence',
  'notes',
];

/** Recognises the columns of a table, whatever their order and wording. */
export function tableColumns(header: readonly string[]): TableColumns {
  const names = header.map((cell) =>
    cell.replaceAll(/[*_`]/g, '').replaceAll(/\s+/g, ' ').trim().toLowerCase(),
  );
  const taken = new Set<number>();
  const find = (candidates: readonly string[]): number | undefined => {
    for (const candidate of candidates) {
      const at = names.findIndex((name, index) => name === candidate && !taken.has(index));
      if (at === -1) continue;
      taken.add(at);
      return at;
    }
    return undefined;
  };
  const columns = {
    id: find(['id', 'finding id', 'issue id', 'ref', 'key', 'code', '#']),
    severity: find([
      'severity',
      'sev',
      'sev.',
      'severity level',
      'priority',
      'risk',
      'level',
      'risk level',
    ]),
    files: find([
      'file',
      'files',
      'file(s)',
      'location',
      'locations',
      'path',
      'affected files',
      'affected file',
      'where',
      'file:line',
      'component',
      'affected',
    ]),
    lines: find(['line', 'lines', 'line(s)', 'line number', 'ln']),
    rule: find(['rule', 'rule id']),
    check: find(['check']),
    title: find(titleNames),
    text: find(textNames),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, at]) => at !== undefined));
}
