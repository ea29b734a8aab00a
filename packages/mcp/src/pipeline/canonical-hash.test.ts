import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalHash, canonicalJson } from './canonical-hash.ts';

it('hashes equal values equally, whatever the order of their keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalHash(turned)).toBe(canonicalHash(value));
    }),
  );
});

it('hashes different values differently', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const isSame = canonicalJson(a) === canonicalJson(b);
      expect(canonicalHash(a) === canonicalHash(b)).toBe(isSame);
      if (isSame) expect(JSON.parse(canonicalJson(a))).toEqual(JSON.parse(canonicalJson(b)));
    }),
  );
});

it('writes what JSON can read back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
