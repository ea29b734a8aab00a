import type { Finding, TaskType } from '@mosaic/contract';
import { findingCategory } from './finding-id.ts';

/**
 * Keywords of each task type, in order of precedence: the first row that matches wins.
 *
 * What a change *does* goes before what it is *about*: tests for authentication are
 * `TEST_ADD`, and a guard that adds an auth decorator is `GUARD_ADD`, because guards cost
 * a third of an authentication. Security comes before both guard and auth, so that
 * "validation missing: SQL injection" gets the security margin.
 */
const keywordRows: readonly (readonly [TaskType, RegExp])[] = [
  [
    'COMPLEX_REFACTOR',
    /\b(?:architect(?:ure|ural)|redesign|rewrite|complex refactor|god (?:class|object)|circular dependenc)/,
  ],
  [
    'TEST_ADD',
    /\b(?:add(?:ing)? (?:\w+ )?tests?|(?:missing|no|lacks?|write|without) (?:\w+ )?tests?\b|coverage|untested)/,
  ],
  [
    'SECURITY_FIX',
    /\b(?:saniti[sz]|inject(?:ion|able)|xss|csrf|ssrf|rce\b|cross-site|path traversal|directory traversal|prototype pollution|vulnerab|(?:hard-?coded|leaked|exposed) (?:\w+ )?(?:secret|password|credential|token|key)|insecure|eval\()/,
  ],
  [
    'GUARD_ADD',
    /\b(?:guards?\b|decorators?\b|validat(?:ion|e|es|ing|or)\b|unvalidated|rate.?limit|bounds? check)/,
  ],
  [
    'AUTH_ADD',
    /\b(?:auth\b|authn\b|authz\b|authenticat|unauthenticated|authori[sz]|unauthori[sz]ed)/,
  ],
  ['BULK_CLEANUP', /\b(?:unused|warnings|dead code)\b|~ ?\d+ files/],
  [
    'STYLE_FIX',
    /\b(?:formatting|prettier|lint|linter|typo|wrong operator|null check|whitespace)\b/,
  ],
  [
    'ERROR_HANDLING',
    /\b(?:error handling|error propagation|unhandled|swallow|try\/catch|empty catch|catch block|rejection)/,
  ],
  [
    'REFACTOR',
    /\b(?:refactor|replace|migrat|memory leak|duplicat|race condition|n\+1|deprecated|performance)/,
  ],
  [
    'FEATURE_ADD',
    /\b(?:implement|new (?:service|component|endpoint|feature|method)|not supported)\b/,
  ],
];

/** What findings of a category are when their words tell nothing. */
const typeByCategory: Readonly<Record<string, TaskType>> = {
  SEC: 'SECURITY_FIX',
  TEST: 'TEST_ADD',
  QA: 'TEST_ADD',
  DOC: 'STYLE_FIX',
  DOCS: 'STYLE_FIX',
};

/**
 * Decides the estimate class of a finding; the same finding always gets the same one.
 *
 * 1. words of the title, 2. a linter's rule (`lint/…`): one line, one place, 3. words of
 * the body, 4. the category of the id, 5. `REFACTOR`, the middle of the table. The body
 * comes late because it often talks about neighbours of the defect.
 */
export function classifyTask(finding: Finding): TaskType {
  return (
    byKeywords(finding.title) ??
    byRule(finding.rule) ??
    byKeywords(finding.body) ??
    typeByCategory[findingCategory(finding.id)] ??
    'REFACTOR'
  );
}

function byKeywords(text: string): TaskType | null {
  const lower = text.toLowerCase();
  return keywordRows.find(([, pattern]) => pattern.test(lower))?.[0] ?? null;
}

function byRule(rule: string | null): TaskType | null {
  if (rule === null || !/^(?:lint|assist|format)\b/.test(rule)) return null;
  return rule.startsWith('lint/security/') ? 'SECURITY_FIX' : 'STYLE_FIX';
}
