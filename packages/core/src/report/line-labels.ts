/** What a label says about the finding it stands in. */
export type LabelKind = 'severity' | 'priority' | 'files' | 'lines' | 'rule' | 'check' | 'id';

export interface Label {
  kind: LabelKind;
  value: string;
}

const kinds: Readonly<Record<string, LabelKind>> = {
  severity: 'severity',
  'severity level': 'severity',
  sev: 'severity',
  priority: 'priority',
  'risk level': 'priority',
  risk: 'priority',
  level: 'priority',
  file: 'files',
  files: 'files',
  'file(s)': 'files',
  filename: 'files',
  path: 'files',
  paths: 'files',
  location: 'files',
  locations: 'files',
  'location(s)': 'files',
  where: 'files',
  'affected file': 'files',
  'affected files': 'files',
  'affected file(s)': 'files',
  'affected files/components': 'files',
  component: 'files',
  components: 'files',
  'affected components': 'files',
  affected: 'files',
  line: 'lines',
  lines: 'lines',
  'line(s)': 'lines',
  'line number': 'lines',
  'line numbers': 'lines',
  rule: 'rule',
  'rule id': 'rule',
  check: 'check',
  id: 'id',
  'finding id': 'id',
};

/** The kind of a label text such as `Severity`; null for one that is none of ours. */
export function labelKind(text: string): LabelKind | null {
  const name = text
    .replaceAll(/[*_`]/g, '')
    .replace(/:\s*$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  return Object.hasOwn(kinds, name) ? (kinds[name] ?? null) : null;
}

/**
 * Reads `**Severity:** High | **File:** src/a.ts` and `Severity: High`. A line counts only
 * when it begins with a label of ours, so prose that mentions one stays prose.
 */
export function lineLabels(text: string): Label[] {
  if (text.startsWith('\\')) return [];
  const marks = [...text.matchAll(/(\*\*|__)([A-Za-z][A-Za-z ()/]{0,30})(:?)\1(\s*:)?/g)].filter(
    (match) => match[3] !== '' || match[4] !== undefined,
  );
  if (marks[0]?.index === 0) {
    return marks.flatMap((match, index) => {
      const kind = labelKind(match[2] ?? '');
      const value = text.slice(match.index + match[0].length, marks[index + 1]?.index);
      return kind === null ? [] : [{ kind, value: trimValue(value) }];
    });
  }
  const plain = /^[*_`]{0,2}([A-Za-z][A-Za-z ()/]{0,30})[*_`]{0,2}:[*_`]{0,2}(?:\s+|$)/.exec(text);
  const kind = plain === null ? null : labelKind(plain[1] ?? '');
  if (plain === null || kind === null) return [];
  return [{ kind, value: trimValue(text.slice(plain[0].length)) }];
}

/** Without the separators between labels of one line. */
function trimValue(value: string): string {
  const trimmed = value.trim();
  const end = /[|·•,;]+$/.exec(trimmed.slice(-3))?.[0].length ?? 0;
  return trimmed.slice(0, trimmed.length - end).trim();
}
