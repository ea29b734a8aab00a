import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { areaOf } from './area.ts';
import { findingId, parseFindingId } from './finding-id.ts';
import { groupHits } from './group-hits.ts';
import type { Hit } from './hit.ts';

const rules = [
  'lint/suspicious/noDebugger',
  'lint/style/useConst',
  'lint/security/noGlobalEval',
  'typescript/TS2322',
  'secret/aws',
  'format',
  'dependency/unused',
  'tests/missing',
];
const path = fc
  .array(fc.string({ minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map((part) => part.replaceAll('/', '_')).join('/'));
const hit: fc.Arbitrary<Hit> = fc.record({
  rule: fc.constantFrom(...rules),
  path,
  line: fc.option(fc.integer({ min: 1, max: 999 })),
  message: fc.string(),
  symbol: fc.constant(null),
});

it('gives ids of the documented shape, whatever the path', () => {
  fc.assert(
    fc.property(hit, (one) => {
      const id = findingId(one);
      expect(id).toMatch(/^[A-Z]{2,6}(-[A-Z0-9]{1,12}){0,2}-[0-9]{1,6}$/);
      expect(parseFindingId(id ?? '')).not.toBeNull();
    }),
  );
});

it('keeps every other finding when one is fixed, whatever the order of the hits', () => {
  fc.assert(
    fc.property(fc.array(hit, { minLength: 1, maxLength: 30 }), fc.nat(), (hits, pick) => {
      const all = groupHits(hits, limits);
      const gone = all[pick % all.length]?.id;
      const rest = groupHits(hits.filter((one) => findingId(one) !== gone).reverse(), limits);
      expect(rest).toEqual(all.filter(({ id }) => id !== gone));
    }),
  );
});

it('does not depend on lines or messages', () => {
  fc.assert(
    fc.property(hit, fc.integer({ min: 1 }), fc.string(), (one, line, message) => {
      expect(findingId({ ...one, line, message } as Hit)).toBe(findingId(one));
    }),
  );
});

it('takes the area from workspace, source folder or top folder', () => {
  const areas = ['packages/api/src/a.ts', 'src/lib/a.ts', 'src/a.ts', 'a.ts', 'docs/x/a.md'];
  expect(areas.map(areaOf)).toEqual(['API', 'LIB', 'SRC', 'ROOT', 'DOCS']);
});

it('has no id for trouble of a tool and reads none from foreign text', () => {
  expect(findingId({ rule: 'fs/io', path: 'a.ts' })).toBeNull();
  expect(parseFindingId('SEC-API-1')).toBeNull();
  expect(parseFindingId('CQ-SRC-DEBUGGER-48213 ; rm -rf')).toBeNull();
});
