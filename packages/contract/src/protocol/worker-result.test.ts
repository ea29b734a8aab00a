import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTokenCount } from './parse-token-count.ts';
import { extractWorkerResult } from './worker-result.ts';

const result = {
  task_id: 'MS-SEC-001',
  status: 'success' as const,
  used: '5.2K',
  commit_sha: 'abc',
  notes: 'ok',
};
const json = JSON.stringify(result, null, 2);

describe('extractWorkerResult', () => {
  it.each([
    ['bare', json],
    ['fenced', `Done.\n\`\`\`json\n${json}\n\`\`\`\nBye.`],
    ['on one line between words', `x ${JSON.stringify(result)} y`],
    ['after garbage', `{{{ "task_id": } ] " ${json}`],
    ['before garbage', `${json} } } " { "task_id"`],
    ['after another object', `{"task_id":"x"} {"a":{"b":1}} ${json}`],
    ['after an unclosed string', `he said "never { ${json}`],
    ['inside another object', `{"result": ${json}, "more": {}}`],
  ])('finds a result %s', (_, text) => {
    expect(extractWorkerResult(text)).toEqual(result);
  });

  it('respects braces and quotes in strings', () => {
    const notes = 'changed `{ "a": }` and "}" \\ and {"task_id": 1}';
    expect(extractWorkerResult(JSON.stringify({ ...result, notes }))?.notes).toBe(notes);
    const failed = { task_id: 'MS-SEC-001', status: 'failed' };
    expect(
      extractWorkerResult(JSON.stringify({ notes, nested: { a: {} }, ...failed }))?.status,
    ).toBe('failed');
  });

  it('takes the last of several', () => {
    const text = `${json}\n${JSON.stringify({ ...result, status: 'failed' })}`;
    expect(extractWorkerResult(text)?.status).toBe('failed');
  });

  it('passes over the example of the assignment and results of other tasks', () => {
    const example = '{"task_id": "MS-SEC-001", "status": "success or failed"}';
    const foreign = JSON.stringify({ ...result, task_id: 'MS-SEC-002' });
    expect(extractWorkerResult(`${json} ${example} ${foreign}`, { taskId: 'MS-SEC-001' })).toEqual(
      result,
    );
    expect(extractWorkerResult(example)).toBeNull();
    expect(extractWorkerResult(foreign, { taskId: 'MS-SEC-001' })).toBeNull();
  });

  it('fills in what may be missing, and nothing else', () => {
    expect(extractWorkerResult('{"task_id":"a","status":"failed"}')).toEqual({
      task_id: 'a',
      status: 'failed',
      notes: '',
    });
    expect(extractWorkerResult('{"task_id":"a"}')).toBeNull();
    expect(extractWorkerResult('')).toBeNull();
  });

  it('never throws, and finds a result behind any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (before, notes) => {
        extractWorkerResult(before);
        const said = { ...result, notes };
        expect(extractWorkerResult(`${before}\n${JSON.stringify(said)}`)).toEqual(said);
      }),
    );
  });

  it.each([
    ['{"task_id"'],
    ['{'],
    ['"task_id":{'],
    ['{"task_id":"a","status":"success","x":'],
    ['\\"'],
  ])('reads millions of %j in bounded time', (part) => {
    const start = performance.now();
    expect(extractWorkerResult(part.repeat(2_000_000 / part.length))).toBeNull();
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe('parseTokenCount', () => {
  it.each([
    ['5.2K', 5_200],
    ['8k', 8_000],
    ['12.8K', 12_800],
    ['0.5M', 500_000],
    ['5200', 5_200],
    ['1,234', 1_234],
    ['12_000 tokens', 12_000],
    ['~4K', 4_000],
    ['1 token', 1],
    ['0', 0],
    [4_200, 4_200],
    [4.6, 5],
  ])('%j is %i', (text, tokens) => {
    expect(parseTokenCount(text)).toBe(tokens);
  });

  it.each([
    '',
    'unknown',
    '-5K',
    '5KK',
    '1.2.3K',
    'K',
    'NaN',
    '9'.repeat(50),
    '5 files',
    Number.NaN,
    -1,
    1e12,
    null,
    undefined,
  ])('%j is unknown, never 0', (text) => {
    expect(parseTokenCount(text)).toBeNull();
  });
});
