import type { Severity } from '@mosaic/contract';
import type { ToolName } from './hit.ts';

/** Prefix of a finding id, and with it the chapter of the report. */
export type Category = 'SEC' | 'CQ' | 'TEST' | 'DEP';

export interface RuleClass {
  tool: ToolName;
  category: Category;
  severity: Severity;
  /** `file`: one finding per rule and file; `area`: one per rule and part of the repository. */
  grouping: 'file' | 'area';
}

const classOf = (
  tool: ToolName,
  category: Category,
  severity: Severity,
  grouping: RuleClass['grouping'] = severity === 'low' ? 'area' : 'file',
): RuleClass => ({ tool, category, severity, grouping });

/**
 * How bad each rule is: the entry with the longest matching prefix decides.
 *
 * Low ones are collected per area, so that hundreds of style hits become a handful
 * of tasks; everything else is one finding per rule and file. Only the rule decides,
 * never the number of hits, since a grouping that changes would rename findings.
 */
const ruleClasses: Readonly<Record<string, RuleClass>> = {
  // Whoever can read the repository has the secret.
  'secret/': classOf('secretlint', 'SEC', 'critical'),

  'lint/security/': classOf('biome', 'SEC', 'high'),
  'lint/security/noGlobalEval': classOf('biome', 'SEC', 'critical'),
  'lint/security/noSecrets': classOf('biome', 'SEC', 'critical'),

  // Code that does not do what it says.
  parse: classOf('biome', 'CQ', 'high'),
  'typescript/': classOf('typescript', 'CQ', 'high'),
  'import/unresolved': classOf('knip', 'CQ', 'high'),
  'lint/correctness/': classOf('biome', 'CQ', 'high'),
  'lint/correctness/noUndeclaredDependencies': classOf('biome', 'DEP', 'medium'),
  'lint/correctness/useExhaustiveDependencies': classOf('biome', 'CQ', 'medium'),

  // Code that probably does not.
  'lint/suspicious/': classOf('biome', 'CQ', 'medium'),
  'lint/nursery/': classOf('biome', 'CQ', 'medium'),
  'lint/a11y/': classOf('biome', 'CQ', 'medium'),

  // Code that works and is harder to read than it need be.
  'lint/correctness/noUnused': classOf('biome', 'CQ', 'low'),
  'lint/correctness/useParseIntRadix': classOf('biome', 'CQ', 'low'),
  'lint/correctness/useImportExtensions': classOf('biome', 'CQ', 'low'),
  'lint/complexity/': classOf('biome', 'CQ', 'low'),
  'lint/performance/': classOf('biome', 'CQ', 'low'),
  'lint/style/': classOf('biome', 'CQ', 'low'),
  'lint/': classOf('biome', 'CQ', 'low'),
  'assist/': classOf('biome', 'CQ', 'low'),
  plugin: classOf('biome', 'CQ', 'low'),
  format: classOf('biome', 'CQ', 'low'),
  'unused/export': classOf('knip', 'CQ', 'low'),
  'unused/file': classOf('knip', 'CQ', 'low'),

  'dependency/vulnerable-critical': classOf('audit', 'DEP', 'critical'),
  'dependency/vulnerable-high': classOf('audit', 'DEP', 'high'),
  'dependency/vulnerable-moderate': classOf('audit', 'DEP', 'medium'),
  'dependency/vulnerable-low': classOf('audit', 'DEP', 'low', 'file'),
  'dependency/unlisted': classOf('knip', 'DEP', 'medium'),
  'dependency/unused': classOf('knip', 'DEP', 'medium'),
  'dependency/unused-dev': classOf('knip', 'DEP', 'low', 'file'),

  'tests/missing': classOf('tests', 'TEST', 'low', 'file'),
};

const prefixes = Object.keys(ruleClasses).sort((a, b) => b.length - a.length);

/** Class of a rule; null for what is not a defect of the code, such as a tool's own trouble. */
export function ruleClass(rule: string): RuleClass | null {
  const prefix = prefixes.find((candidate) => rule.startsWith(candidate));
  return prefix === undefined ? null : (ruleClasses[prefix] ?? null);
}
