import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { manualClock } from '../../test/manual-clock.ts';
import { storeForTest } from '../../test/test-store.ts';
import { openHub } from '../open-hub.ts';
import type { StoreChoice } from '../store/open-store.ts';
import { clusterLimits } from './limits.ts';
import { createProcessBus } from './process-bus.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mosaic-node-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A hub as one of several nodes, whose probe is counted. */
async function openNode(store: StoreChoice) {
  const clock = manualClock();
  const asked = { times: 0, isClosed: false, isReachable: true };
  const opening = openHub({
    home,
    store,
    modules: [],
    clock,
    logger: pino({ level: 'silent' }),
    version: '1.0.0',
    url: () => null,
    hasDuties: false,
    cluster: {
      openBus: () => createProcessBus().join(),
      probe: {
        async ask() {
          asked.times += 1;
          if (!asked.isReachable) throw new Error('gone');
        },
        async close() {
          asked.isClosed = true;
        },
      },
    },
  });
  return { clock, asked, opening };
}

it('leaves no timer behind when its store cannot be opened, so that the process ends', async () => {
  const url = 'postgres://nobody@127.0.0.1:1/nothing';
  const { clock, asked, opening } = await openNode({ kind: 'postgres', url });
  await expect(opening).rejects.toMatchObject({ code: 'unavailable' });
  await clock.advance(10 * clusterLimits.probeEveryMs);
  expect(asked.times).toBe(0);
});

it('refuses calls while its store is out of reach, and stops asking when it closes', async () => {
  const store = await storeForTest(home);
  const { clock, asked, opening } = await openNode(store.choice);
  const opened = await opening;
  const list = () =>
    opened.hub.call({
      operation: operations.listNodes.name,
      input: {},
      token: opened.secrets.ownerToken,
      surface: 'rest',
    });
  await clock.advance(2 * clusterLimits.probeEveryMs);
  expect(asked.times).toBe(2);
  expect(opened.isStoreReachable()).toBe(true);
  await list();
  asked.isReachable = false;
  await clock.advance(clusterLimits.probeEveryMs);
  expect(opened.isStoreReachable()).toBe(false);
  await expect(list()).rejects.toMatchObject({ code: 'unavailable' });
  asked.isReachable = true;
  await clock.advance(clusterLimits.probeEveryMs);
  await list();
  const closed = opened.close();
  await clock.advance(1);
  await closed;
  const before = asked.times;
  await clock.advance(10 * clusterLimits.probeEveryMs);
  expect(asked.times).toBe(before);
  expect(asked.isClosed).toBe(true);
  await store.remove();
});
