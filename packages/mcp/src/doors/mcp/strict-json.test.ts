import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcpLimits } from './limits.ts';
import { MessageRefusal, parseMessage } from './strict-json.ts';

const parse = (text: string) => parseMessage(Buffer.from(text));

function codeOf(text: string | Uint8Array): number | null {
  try {
    parseMessage(Buffer.from(text));
    return null;
  } catch (error) {
    if (error instanceof MessageRefusal) return error.code;
    throw error;
  }
}

describe('parseMessage', () => {
  it.each([
    ['text that is not JSON', '{"jsonrpc":', -32700],
    ['an empty body', '', -32700],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), -32700],
    ['a byte order mark', '\u{feff}{}', -32700],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600],
    ['an empty batch', '[]', -32600],
    ['a bare value', '"ping"', -32600],
    ['a duplicate key', '{"method":"a","method":"b"}', -32600],
    ['a duplicate key in escaped spelling', String.raw`{"method":"a","\u006dethod":"b"}`, -32600],
    ['a duplicate key deep inside', '{"params":{"arguments":{"a":[{"x":1,"x":2}]}}}', -32600],
    ['a member in other case', '{"Method":"tools/call"}', -32600],
    ['a parameter in other case', '{"params":{"Name":"task_list"}}', -32600],
    ['a prototype key', '{"params":{"arguments":{"__proto__":{"x":1}}}}', -32600],
    ['an id beyond 2^53', '{"id":9007199254740993}', -32600],
    ['a fractional id', '{"id":1.5}', -32600],
  ])('refuses %s', (_what, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('refuses nesting over its limit, and accepts the limit', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    expect(codeOf(nested(mcpLimits.depthMax))).toBeNull();
    expect(codeOf(nested(mcpLimits.depthMax + 1))).toBe(-32600);
  });

  it('accepts the same key in different objects, and any case inside of arguments', () => {
    const text = '{"params":{"arguments":{"Name":1,"name":2,"a":{"x":1},"b":{"x":"{\\"x\\":"}}}}';
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it('reads whatever JSON.stringify writes as JSON.parse does', () => {
    const message = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(message, (params) => {
        const text = JSON.stringify({ jsonrpc: '2.0', id: 'x', params: { arguments: params } });
        fc.pre(!text.includes('"__proto__"'));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  it('finds a duplicate wherever it is put', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, value, fc.string(), (first, second, key) => {
        const member = JSON.stringify(key);
        const pair = `{${member}:${JSON.stringify(first)},${member}:${JSON.stringify(second)}}`;
        expect(codeOf(`{"params":{"arguments":{"list":[0,${pair}]}}}`)).toBe(-32600);
      }),
      { numRuns: 200 },
    );
  });
});
