import { type Finding, severities } from '@mosaic/contract';
import type { ReviewLimits } from '../limits.ts';
import { plainLine } from '../tools/plain-text.ts';
import { areaOf } from './area.ts';
import { findingId } from './finding-id.ts';
import type { Hit } from './hit.ts';
import { proseFor } from './prose.ts';
import { type Category, ruleClass } from './rule-classes.ts';

/** Chapter of the report each category stands in. */
const chapters: Readonly<Record<Category, string>> = {
  SEC: '01-security-review.md',
  CQ: '02-code-quality-review.md',
  TEST: '03-qa-test-coverage.md',
  DEP: '04-dependency-review.md',
};

type GroupLimits = Pick<ReviewLimits, 'placesPerFindingMax' | 'titleCharsMax' | 'bodyCharsMax'>;

/** Collects hits into findings, the most severe first, in an order that depends on nothing else. */
export function groupHits(hits: readonly Hit[], limits: GroupLimits): Finding[] {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) {
    const id = findingId(hit);
    if (id === null) continue;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [hit]);
    else group.push(hit);
  }
  return [...groups]
    .map(([id, group]) => toFinding(id, group.sort(byPlace), limits))
    .sort(bySeverity);
}

function toFinding(id: string, hits: readonly Hit[], limits: GroupLimits): Finding {
  const [first] = hits;
  const rule = first?.rule ?? '';
  const found = ruleClass(rule);
  return {
    id,
    severity: found?.severity ?? 'low',
    title: title(rule, hits, limits),
    body: body(rule, hits, limits),
    files: places(hits).slice(0, limits.placesPerFindingMax),
    source: chapters[found?.category ?? 'CQ'],
    rule,
    check: `mosaic review --verify ${id}`,
  };
}

function title(rule: string, hits: readonly Hit[], limits: GroupLimits): string {
  const paths = [...new Set(hits.map(({ path }) => path))];
  const symbols = [...new Set(hits.flatMap(({ symbol }) => symbol ?? []))];
  const named =
    symbols.length > 0 && symbols.length <= 3 && rule !== 'unused/file'
      ? ` (${symbols.join(', ')})`
      : '';
  const [only = ''] = paths;
  const where =
    paths.length === 1 ? only : `${paths.length} files of ${areaOf(only).toLowerCase()}`;
  return plainLine(`${subject(rule, hits)}${named} in ${where}`, limits.titleCharsMax);
}

/** Our own words for a rule we know; for the others those of the tool, about the first place. */
function subject(rule: string, hits: readonly Hit[]): string {
  const prose = proseFor(rule);
  const says = hits[0]?.message ?? '';
  const isTelling = rule.startsWith('lint/') || rule.startsWith('typescript/');
  if (!prose.isGeneral || !isTelling || says === '') return prose.title;
  const sentence = says.split(/\.(?:\s|$)/)[0] ?? says;
  const text = plainLine(sentence, 90);
  return rule.startsWith('typescript/') ? `Type error: ${text}` : text;
}

function body(rule: string, hits: readonly Hit[], limits: GroupLimits): string {
  const { why, fix } = proseFor(rule);
  const lines = hits.slice(0, limits.placesPerFindingMax).map(({ path, line, message }) => {
    const place = line === null ? path : `${path}:${line}`;
    return `- \`${place.replaceAll('`', "'")}\` ${message}`;
  });
  const more = hits.length - lines.length;
  if (more > 0) lines.push(`- and ${more} more places`);
  const ending = `\n\nWhy it matters: ${why}\n\nHow to fix: ${fix}`;
  const room = limits.bodyCharsMax - ending.length - 4;
  const list = lines.join('\n');
  return `${list.length > room ? `${list.slice(0, list.lastIndexOf('\n', room))}\n- …` : list}${ending}`;
}

function places(hits: readonly Hit[]): Finding['files'] {
  const unique = new Map(hits.map(({ path, line }) => [`${path}:${line}`, { path, line }]));
  return [...unique.values()];
}

function byPlace(a: Hit, b: Hit): number {
  return compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.message, b.message);
}

function bySeverity(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compare(a.source, b.source) ||
    compare(a.files[0]?.path ?? '', b.files[0]?.path ?? '') ||
    compare(a.id, b.id)
  );
}

/** By code unit, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
