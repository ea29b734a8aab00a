import { describe, expect, it } from 'vitest';
import { polishCategory } from './polish-category.ts';

describe('polishCategory', () => {
  it.each([
    ['STYLE_FIX', 1, 'quick-win'],
    ['GUARD_ADD', 1, 'medium'],
    ['SECURITY_FIX', 3, 'medium'],
    ['SECURITY_FIX', 4, 'hard'],
    ['AUTH_ADD', 1, 'hard'],
    ['STYLE_FIX', 0, 'hard'],
    ['BULK_CLEANUP', 40, 'medium'],
    ['COMPLEX_REFACTOR', 1, 'architectural'],
  ] as const)('%s in %i files is %s', (type, fileCount, category) => {
    expect(polishCategory({ type, fileCount })).toBe(category);
  });
});
