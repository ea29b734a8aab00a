import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMissionSearch } from './mission-search.ts';

describe('parseMissionSearch', () => {
  it('keeps what it knows and drops the rest', () => {
    expect(
      parseMissionSearch({ tab: 'graph', status: 'failed', phase: 2, q: 'sql', page: 3, x: 1 }),
    ).toEqual({ tab: 'graph', status: 'failed', phase: 2, q: 'sql', page: 3 });
    expect(parseMissionSearch({ tab: 'nope', status: 'nope', phase: -1, page: 'a' })).toEqual({});
  });

  it('leaves defaults out so that one view has one address', () => {
    expect(parseMissionSearch({ tab: 'tasks', page: 1, q: '' })).toEqual({});
  });

  it('looks for a number as typed', () => {
    expect(parseMissionSearch({ q: 404 })).toEqual({ q: '404' });
  });

  it('survives any address and means the same when read again', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('tab', 'status', 'phase', 'q', 'page', 'task'),
          fc.anything(),
        ),
        (raw) => {
          const search = parseMissionSearch(raw);
          expect(parseMissionSearch({ ...search })).toEqual(search);
        },
      ),
    );
  });
});
