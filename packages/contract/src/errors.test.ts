import { describe, expect, it } from 'vitest';
import { errorStatus, isMosaicError, MosaicError } from './errors.ts';

describe('the table of errors', () => {
  it('is closed, and each code has the status it always had', () => {
    expect(errorStatus).toMatchInlineSnapshot(`
      {
        "conflict": 409,
        "forbidden": 403,
        "gone": 410,
        "idempotency_mismatch": 422,
        "internal": 500,
        "invalid_input": 400,
        "lease_lost": 409,
        "not_found": 404,
        "precondition_failed": 412,
        "quota_exceeded": 429,
        "rate_limited": 429,
        "too_large": 413,
        "unauthenticated": 401,
        "unavailable": 503,
      }
    `);
  });

  it('has only statuses of failures', () => {
    for (const status of Object.values(errorStatus)) expect(status).toBeGreaterThanOrEqual(400);
  });
});

describe('isMosaicError', () => {
  it('recognises an error of another copy of this package', () => {
    const foreign = Object.assign(new Error('x'), { name: 'MosaicError', code: 'conflict' });
    expect(isMosaicError(new MosaicError('conflict', 'x'))).toBe(true);
    expect(isMosaicError(foreign)).toBe(true);
  });

  it.each([
    ['an error of Node', Object.assign(new Error('x'), { code: 'ENOENT' })],
    ['a name without a code', Object.assign(new Error('x'), { name: 'MosaicError' })],
    [
      'a code outside the table',
      Object.assign(new Error('x'), { name: 'MosaicError', code: 'no' }),
    ],
    [
      'an inherited name of objects',
      Object.assign(new Error('x'), { name: 'MosaicError', code: 'toString' }),
    ],
    ['a plain object', { name: 'MosaicError', code: 'conflict', message: 'x' }],
    ['nothing', null],
  ])('does not take %s for one', (_, value) => {
    expect(isMosaicError(value)).toBe(false);
  });

  it('keeps what caused it', () => {
    const cause = new Error('inner');
    expect(new MosaicError('internal', 'x', { cause }).cause).toBe(cause);
  });
});
