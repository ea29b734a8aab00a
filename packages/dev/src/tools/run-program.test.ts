import { expect, it } from 'vitest';
import { runProgram } from './run-program.ts';

const node = (script: string, more: Partial<Parameters<typeof runProgram>[0]> = {}) =>
  runProgram({
    file: process.execPath,
    args: ['-e', script],
    cwd: '/',
    env: { ONLY: 'this' },
    timeoutMs: 10_000,
    outputBytesMax: 10_000,
    ...more,
  });

it('hands back output and exit code, and nothing of the environment around it', async () => {
  const result = await node('console.log(Object.keys(process.env).join()); process.exitCode = 3');
  expect(result).toMatchObject({ outcome: 'exited', exitCode: 3, stdout: 'ONLY\n' });
});

it('ends what runs too long, says too much or is no longer wanted', async () => {
  const forever = 'setInterval(() => {}, 1000)';
  expect((await node(forever, { timeoutMs: 200 })).outcome).toBe('timeout');
  const flood = await node('for (;;) console.log("x".repeat(1000))');
  expect(flood.outcome).toBe('flood');
  expect(flood.stdout.length).toBeLessThanOrEqual(10_000);
  expect((await node(forever, { signal: AbortSignal.timeout(200) })).outcome).toBe('aborted');
});

it('ends the children of a program with it', async () => {
  const child = 'setTimeout(() => console.log("child survived"), 1500)';
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
  const result = await node(parent, { timeoutMs: 400 });
  expect(result).toMatchObject({ outcome: 'timeout', stdout: '' });
});

it('says when there is no such program', async () => {
  expect((await node('', { file: '/no/such/program' })).outcome).toBe('missing');
});
