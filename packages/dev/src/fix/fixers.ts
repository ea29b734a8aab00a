import { formatFiles, organiseImports } from './fix-layout.ts';
import { fixLint } from './fix-lint.ts';
import type { Fixer } from './fixer.ts';
import { removeDependency } from './remove-dependency.ts';

/** Which fixer takes which rules: the longest matching prefix decides. To add one, add a line. */
const fixers: Readonly<Record<string, Fixer>> = {
  'lint/': fixLint,
  format: formatFiles,
  'assist/source/organizeImports': organiseImports,
  'dependency/unused': removeDependency,
};

/** The fixer of a rule; null when only a person or an agent can fix it. */
export function fixerFor(rule: string): Fixer | null {
  const prefix = Object.keys(fixers)
    .filter((candidate) => rule.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined ? null : (fixers[prefix] ?? null);
}
