import type { Finding } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { classifyTask } from './classify-task.ts';

const finding = (over: Partial<Finding>): Finding => ({
  id: 'CQ-1',
  severity: 'medium',
  title: '',
  body: '',
  files: [],
  source: '',
  rule: null,
  check: null,
  ...over,
});

describe('classifyTask', () => {
  it.each([
    ['Inconsistent formatting', 'STYLE_FIX'],
    ['Run prettier', 'STYLE_FIX'],
    ['Lint errors in the API', 'STYLE_FIX'],
    ['Unused imports', 'BULK_CLEANUP'],
    ['Compiler warnings in ~40 files', 'BULK_CLEANUP'],
    ['Add guard to the admin routes', 'GUARD_ADD'],
    ['Missing decorator', 'GUARD_ADD'],
    ['Input validation is missing', 'GUARD_ADD'],
    ['Sanitize HTML', 'SECURITY_FIX'],
    ['SQL injection in search', 'SECURITY_FIX'],
    ['XSS in comments', 'SECURITY_FIX'],
    ['No authentication on the socket', 'AUTH_ADD'],
    ['Auth missing', 'AUTH_ADD'],
    ['Refactor the loader', 'REFACTOR'],
    ['Replace KEYS with SCAN', 'REFACTOR'],
    ['Migrate to the new API', 'REFACTOR'],
    ['Add tests for billing', 'TEST_ADD'],
    ['Coverage of the parser is low', 'TEST_ADD'],
    ['Swallowed promise rejection', 'ERROR_HANDLING'],
    ['Implement retries', 'FEATURE_ADD'],
    ['Architectural split of the monolith', 'COMPLEX_REFACTOR'],
  ])('%s is %s', (title, type) => {
    expect(classifyTask(finding({ title }))).toBe(type);
  });

  it.each([
    ['Add tests for authentication', 'TEST_ADD'],
    ['Add auth guard', 'GUARD_ADD'],
    ['Validation missing: SQL injection', 'SECURITY_FIX'],
  ])('precedence: %s is %s', (title, type) => {
    expect(classifyTask(finding({ title }))).toBe(type);
  });

  it('looks at title, rule, body and category, in this order', () => {
    const all = { id: 'SEC-1', title: 'Unused', rule: 'lint/a', body: 'add tests' };
    expect(classifyTask(finding(all))).toBe('BULK_CLEANUP');
    expect(classifyTask(finding({ ...all, title: 'x' }))).toBe('STYLE_FIX');
    expect(classifyTask(finding({ ...all, title: 'x', rule: null }))).toBe('TEST_ADD');
    expect(classifyTask(finding({ id: 'SEC-1' }))).toBe('SECURITY_FIX');
    expect(classifyTask(finding({ id: 'TEST-1' }))).toBe('TEST_ADD');
    expect(classifyTask(finding({ id: 'CQ-1' }))).toBe('REFACTOR');
  });

  it('does not take a word that merely contains a keyword', () => {
    expect(classifyTask(finding({ title: 'Author list glints, authored' }))).toBe('REFACTOR');
  });
});
