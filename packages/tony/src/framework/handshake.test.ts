import { describe, expect, it } from 'vitest';
import { duplicateKey } from './duplicate-key.ts';
import { judgeVersions, requireFit } from './handshake.ts';
import { ownVersionMatrix, readVersionMatrix } from './version-matrix.ts';

const matrix = ownVersionMatrix();
const judge = (tony: string, mcp: string | null, newestTony: string | null = null) =>
  judgeVersions(matrix, { tony, mcp, newestTony });

describe('versions', () => {
  it('of Tony 2.8 go with MCP 0.1.0 up to, but not including, 1', () => {
    for (const mcp of ['0.1.0', '0.1.7', '0.2.0', '0.99.0']) {
      expect(judge('2.8.0', mcp)).toEqual({ verdict: 'fits' });
    }
    for (const mcp of ['0.0.1', '0.1.0-beta.1', null]) {
      expect(judge('2.8.4', mcp)).toMatchObject({
        verdict: 'upgrade-mcp',
        message: expect.stringContaining('mosaic up'),
      });
    }
  });

  it('that are too old for the hub are told what to upgrade to', () => {
    const judged = judge('2.8.0', '1.0.0');
    expect(judged).toMatchObject({
      verdict: 'upgrade-tony',
      message: expect.stringContaining('Upgrade Tony to 3.0'),
    });
    expect(judge('2.7.0', '0.1.0')).toMatchObject({ message: expect.stringContaining('2.8') });
    expect(judge('9.9.0', '0.1.0')).toMatchObject({ verdict: 'upgrade-tony' });
    expect(judge('nonsense', '0.1.0')).toMatchObject({ verdict: 'upgrade-tony' });
  });

  it('are not taken back behind the one that wrote the data, but patches are', () => {
    expect(judge('2.8.0', '0.3.0', '2.9.1')).toMatchObject({ verdict: 'downgrade-refused' });
    expect(judge('2.8.0', '0.3.0', '2.8.9')).toEqual({ verdict: 'fits' });
    expect(judge('2.8.0', '0.3.0', '2.7.0')).toEqual({ verdict: 'fits' });
    expect(() => requireFit(matrix, { tony: '2.8.0', mcp: '0.3.0', newestTony: '3.0.0' })).toThrow(
      expect.objectContaining({ code: 'precondition_failed' }),
    );
  });
});

describe('a matrix', () => {
  it('that says something twice is refused, wherever it says it', () => {
    const twice = '{"version":1,"tony":{"2.8":{"mcp":"*"},"2.8":{"mcp":"1"}},"retired":{}}';
    expect(() => readVersionMatrix(twice, 'm.json')).toThrow('m.json has the key tony.2.8 twice');
    expect(duplicateKey('{"a":[{"b":1},{"b":1,"c":{"d":1,"\\u0064":2}}]}')).toBe('a.[].c.d');
    expect(duplicateKey('{"a":"\\"a\\":","b":["a","a"],"c":{"a":1}}')).toBeNull();
  });

  it('that is no matrix is refused with the place', () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['{', 'is not JSON'],
      ['{"version":2,"tony":{},"retired":{}}', 'version'],
      ['{"version":1,"tony":{"2":{"mcp":"*"}},"retired":{}}', 'tony.2'],
      ['{"version":1,"tony":{"2.8":{"mcp":"new"}},"retired":{}}', 'tony.2.8.mcp'],
      ['{"version":1,"tony":{},"retired":{},"more":1}', 'more'],
    ];
    for (const [text, place] of wrong) expect(() => readVersionMatrix(text, 'm')).toThrow(place);
  });
});
