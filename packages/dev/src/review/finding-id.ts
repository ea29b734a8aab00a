import { createHash } from 'node:crypto';
import { areaOf } from './area.ts';
import type { Hit, ToolName } from './hit.ts';
import { type Category, ruleClass } from './rule-classes.ts';

/**
 * Names the finding a hit belongs to, such as `CQ-SRC-DEBUGGER-48213`; null when its
 * rule has no class.
 *
 * The name is a function of the rule and the file (or area) alone: fixing one finding
 * or editing unrelated code never renames another. Two files of one rule and area
 * that share a number are one finding, which keeps even a collision stable.
 */
export function findingId(hit: Pick<Hit, 'rule' | 'path'>): string | null {
  const found = ruleClass(hit.rule);
  if (found === null) return null;
  const area = areaOf(hit.path);
  const key = JSON.stringify([hit.rule, found.grouping === 'file' ? hit.path : area]);
  const number = 10_000 + (createHash('sha256').update(key).digest().readUInt32BE(0) % 90_000);
  const code = found.category === 'TEST' ? [] : [ruleCode(hit.rule)];
  return [found.category, area, ...code, number].join('-');
}

/** `lint/suspicious/noDebugger` → `DEBUGGER`. */
function ruleCode(rule: string): string {
  const name = rule.slice(rule.lastIndexOf('/') + 1).replace(/^(?:no|use)(?=[A-Z])/, '');
  return (
    name
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
      .slice(0, 12) || 'RULE'
  );
}

const idPattern = /^(SEC|CQ|TEST|DEP)-([A-Z0-9]{1,12})(?:-([A-Z0-9]{1,12}))?-([0-9]{5})$/;

/** Codes that no rule of the linter has. */
const knipCodes = new Set(['EXPORT', 'FILE', 'UNRESOLVED', 'UNUSED', 'UNUSEDDEV', 'UNLISTED']);

/** Reads a finding id; null when it is not one of ours. */
export function parseFindingId(id: string): { category: Category; tools: ToolName[] } | null {
  const match = idPattern.exec(id);
  const [, prefix, , code] = match ?? [];
  const category = (['SEC', 'CQ', 'TEST', 'DEP'] as const).find((name) => name === prefix);
  if (category === undefined) return null;
  return { category, tools: toolsFor(category, code ?? '') };
}

function toolsFor(category: Category, code: string): ToolName[] {
  if (category === 'TEST') return ['tests'];
  if (category === 'SEC') return ['secretlint', 'biome'];
  if (code.startsWith('VULNERABLE')) return ['audit'];
  if (knipCodes.has(code)) return ['knip'];
  if (/^TS\d+$/.test(code)) return ['typescript'];
  return ['biome'];
}
