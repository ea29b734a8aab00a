import { describe, expect, it } from 'vitest';
import { type DeferredError, parseDeferredErrors, upsertDeferredError } from './deferred-errors.ts';

const entry: DeferredError = {
  taskKey: 'MS-CQ-004',
  title: 'CQ-4: Types of the vendor are wrong',
  file: 'src/a.ts:123',
  deferral: {
    category: 'Framework Limitation',
    error: 'TS2322: not assignable',
    reason: 'The declaration is not ours',
    approach: 'Wait for version 5',
    risk: 'Low',
  },
};
const other = { ...entry, taskKey: 'MS-CQ-005', file: null };

describe('upsertDeferredError', () => {
  it('writes all fields of the guide', () => {
    expect(upsertDeferredError(null, entry)).toMatch(
      /\n## MS-CQ-004: CQ-4: Types of the vendor are wrong\n\n- File: src\/a\.ts:123\n- Error: TS2322: not assignable\n- Category: Framework Limitation\n- Reason: The declaration is not ours\n- Suggested approach: Wait for version 5\n- Risk: Low\n$/,
    );
  });

  it('gives the same text when done twice, in any position', () => {
    const both = upsertDeferredError(upsertDeferredError(null, entry), other);
    expect(upsertDeferredError(both, entry)).toBe(both);
    expect(upsertDeferredError(both, other)).toBe(both);
    expect(parseDeferredErrors(both)).toEqual([entry, other]);
  });

  it('replaces a section where it stands and keeps what people wrote around it', () => {
    const document = `# Mine\n\nIntro.\n\n${upsertDeferredError(null, entry).split('\n\n').slice(2).join('\n\n')}\n## Notes\n\nKeep.\n`;
    const changed = upsertDeferredError(document, {
      ...entry,
      deferral: { ...entry.deferral, risk: 'High' },
    });
    expect(changed).toBe(document.replace('Risk: Low', 'Risk: High'));
  });

  it('lets no error text make a section of its own', () => {
    const error = 'x\n## MS-CQ-009: fake\n- Risk: High\u001b[0m';
    const text = upsertDeferredError(null, { ...entry, deferral: { ...entry.deferral, error } });
    expect(parseDeferredErrors(text).map(({ taskKey }) => taskKey)).toEqual(['MS-CQ-004']);
    expect(text).not.toContain('\u001b');
  });
});
