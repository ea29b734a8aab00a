import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatId, type IdKind } from '@mosaic/contract';
import pino from 'pino';
import type { Module } from '../src/module.ts';
import { openHub } from '../src/open-hub.ts';
import { type Clock, systemClock } from '../src/pipeline/clock.ts';
import { storeForTest } from './test-store.ts';

/** A clock that only moves when told to; ids count up. */
export function fixedClock(startMs = Date.UTC(2026, 0, 1)): Clock & { advance(ms: number): void } {
  let now = startMs;
  let counter = 0;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    random: () => {
      counter += 1;
      return (counter * 0.618_033_988_75) % 1;
    },
    // Whoever waited sees that time has passed.
    after: (ms, work) => {
      const due = now + ms;
      return systemClock.after(ms, () => {
        now = Math.max(now, due);
        work();
      });
    },
    newId: (kind: IdKind) => {
      counter += 1;
      const random = new Uint8Array(10);
      new DataView(random.buffer).setUint32(6, counter);
      return formatId(kind, now, random);
    },
  };
}

/**
 * A real hub in a directory of its own unless one is given; on SQLite, and in the test project
 * `postgres` on a database of its own. The same home always means the same rows.
 */
export async function openTestHub(
  modules: readonly Module[] = [],
  home = mkdtempSync(join(tmpdir(), 'mosaic-hub-')),
) {
  const clock = fixedClock();
  const kind = modules.map(({ name }) => name).join(' ');
  const store = await storeForTest(home, `hub with ${kind}`);
  const opened = await openHub({
    home,
    store: store.choice,
    modules,
    clock,
    logger: pino({ level: 'silent' }),
    version: '0.0.0-test',
    url: () => null,
    // Tests say when time passes; what timers would do, they ask for.
    hasDuties: false,
  });
  return {
    ...opened,
    home,
    clock,
    owner: opened.secrets.ownerToken,
    runner: opened.secrets.runnerToken,
    async destroy() {
      await opened.close();
      await store.remove();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export type TestHub = Awaited<ReturnType<typeof openTestHub>>;
