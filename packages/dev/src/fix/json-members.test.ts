import fc from 'fast-check';
import { expect, it } from 'vitest';
import { removeMember } from './json-members.ts';

const document = fc.dictionary(
  fc.string(),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1, noNullPrototype: true }),
  { minKeys: 1, noNullPrototype: true },
);

it('removes one member and nothing else, in any layout', () => {
  fc.assert(
    fc.property(
      document,
      fc.nat(),
      fc.nat(),
      fc.constantFrom(0, 2, '\t'),
      (value, a, b, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed = JSON.parse(text);
        const section = Object.keys(parsed)[a % Object.keys(parsed).length] ?? '';
        const keys = Object.keys(parsed[section]);
        const key = keys[b % keys.length] ?? '';
        if (keys.length === 1) delete parsed[section];
        else delete parsed[section][key];
        expect(JSON.parse(removeMember(text, [section, key]) ?? 'null')).toEqual(parsed);
      },
    ),
  );
});

it('leaves what it does not find', () => {
  expect(removeMember('{"a": {"b": 1}}', ['a', 'c'])).toBeNull();
  expect(removeMember('{"a": [1]}', ['a', 'b'])).toBeNull();
  expect(removeMember('', ['a'])).toBeNull();
});

it('keeps comments of layout: spaces, tabs and line endings', () => {
  const text =
    '{\r\n\t"dependencies" : {\r\n\t\t"a": "1" ,\r\n\t\t"b": "2"\r\n\t},\r\n\t"z": 1\r\n}\r\n';
  expect(removeMember(text, ['dependencies', 'b'])).toBe(
    '{\r\n\t"dependencies" : {\r\n\t\t"a": "1"\r\n\t},\r\n\t"z": 1\r\n}\r\n',
  );
  const empty = removeMember('{\n  "name": "x",\n  "dependencies": {\n    "a": "1"\n  }\n}\n', [
    'dependencies',
    'a',
  ]);
  expect(empty).toBe('{\n  "name": "x"\n}\n');
});
