import type { Client } from '@mosaic/client';
import { limits as contractLimits, MosaicError } from '@mosaic/contract';
import { expect, it } from 'vitest';
import { createRunLog } from './run-log.ts';

/** Keeps what is appended, as the hub does; `fail` may refuse a piece first. */
function logHub(fail: () => void = () => {}) {
  let text = '';
  const call = async (_: unknown, piece: { offset: number; text: string }) => {
    fail();
    expect(piece.offset).toBe(text.length);
    text += piece.text;
    return { nextOffset: text.length };
  };
  return { client: { call } as unknown as Client, text: () => text };
}

it('sends everything in order, without control characters', async () => {
  const hub = logHub();
  const log = createRunLog(hub.client, 'r', 1);
  for (let at = 0; at < 30_000; at += 1) log.line(`line ${at}\u0007`);
  await log.close();
  expect(hub.text()).toBe(Array.from({ length: 30_000 }, (_, at) => `line ${at}\n`).join(''));
});

it('holds a flood of short lines up to its limit, and quickly', async () => {
  const log = createRunLog(logHub().client, 'r', 1);
  const from = performance.now();
  for (let at = 0; at < 2_000_000; at += 1) log.line('flood');
  expect(performance.now() - from).toBeLessThan(5_000);
  expect(log.isFull()).toBe(true);
  await log.close();
});

it('keeps exactly what fits', async () => {
  const hub = logHub();
  const log = createRunLog(hub.client, 'r', 1);
  log.write('x'.repeat(contractLimits.runLogCharsMax + 10));
  await log.close();
  expect(hub.text()).toHaveLength(contractLimits.runLogCharsMax);
});

it('sends nothing more once the lease is lost', async () => {
  let asked = 0;
  const hub = logHub(() => {
    asked += 1;
    throw new MosaicError('lease_lost', 'gone');
  });
  const log = createRunLog(hub.client, 'r', 1);
  log.line('one');
  await log.close();
  log.line('two');
  await log.close();
  expect([asked, hub.text()]).toEqual([1, '']);
});
