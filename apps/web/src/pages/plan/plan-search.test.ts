import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlanSearch } from './plan-search.ts';

describe('parsePlanSearch', () => {
  it('reads what the page writes', () => {
    const search = { tab: 'gantt', rows: 'workers', workers: 4, node: 'F.001.02' };
    expect(parsePlanSearch(search)).toEqual(search);
  });

  it('leaves defaults out of the address', () => {
    expect(parsePlanSearch({ tab: 'tree', workers: 2 })).toEqual({});
  });

  it('takes numbers typed as words', () => {
    expect(parsePlanSearch({ q: 404 })).toEqual({ q: '404' });
  });

  it('drops what it does not understand, and reads its own result unchanged', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (raw) => {
        const search = parsePlanSearch(raw);
        expect(parsePlanSearch({ ...search })).toEqual(search);
      }),
    );
    expect(parsePlanSearch({ workers: 0, node: 'x', form: 'other', tab: 'none' })).toEqual({});
  });
});
