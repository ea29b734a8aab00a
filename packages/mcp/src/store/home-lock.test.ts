import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestHub } from '../../test/test-hub.ts';
import { lockHome } from './home-lock.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mosaic-lock-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const program = join(import.meta.dirname, '../../test/write-until-killed.ts');

it('keeps a second hub off a home and says which process has it', async () => {
  const first = await openTestHub([], home);
  await expect(openTestHub([], home)).rejects.toMatchObject({
    code: 'precondition_failed',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  await first.close();
  const second = await openTestHub([], home);
  await second.close();
});

it('is held by another process as long as it lives, however it dies', async () => {
  const child = spawn(process.execPath, [program, home, 'holder']);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdout.resume();
  expect(() => lockHome(home)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(`process ${child.pid}`) }),
  );
  const died = new Promise((resolve) => child.on('close', resolve));
  child.kill('SIGKILL');
  await died;
  lockHome(home).release();
});

it('is free again after an attempt that failed', async () => {
  const broken = {
    name: 'broken',
    handlers: [],
    migrations: [{ name: '9999-x', up: () => Promise.reject(new Error('no')) }],
  };
  await expect(openTestHub([broken], home)).rejects.toThrow('no');
  lockHome(home).release();
});

it('can be released twice without taking it from who has it now', () => {
  const first = lockHome(home);
  first.release();
  const second = lockHome(home);
  first.release();
  expect(() => lockHome(home)).toThrow(expect.objectContaining({ code: 'precondition_failed' }));
  second.release();
});
