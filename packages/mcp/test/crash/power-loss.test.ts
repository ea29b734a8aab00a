import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/simulator/random.ts';
import { buildShim, hasCompiler, type Shim } from './build-shim.ts';
import type { Fault } from './fault-control.ts';
import { cutPower, type PowerCutReport } from './power-cuts.ts';
import type { JournalRecord } from './read-journal.ts';
import { recordLedger } from './run-ledger.ts';

const seed = Number(process.env.MOSAIC_SEED ?? Date.now() % 1_000_000_000);
const images = Number(process.env.MOSAIC_CRASH_IMAGES ?? 2_000);
/** Of one lane in one life: the longer the record, the more images of it differ. */
const commands = 25 * Math.ceil(images / 10_000);

let directory: string;
let shim: Shim;
beforeAll(() => {
  // Images live in memory where the machine allows it: they are made to be thrown away.
  directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mosaic-power-'));
  if (hasCompiler) shim = buildShim();
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
  shim?.remove();
});

/** A hub that closes and opens again on its way, with several checkpoints. */
function record(fault?: Fault): Promise<JournalRecord[]> {
  const home = mkdtempSync(join(tmpdir(), 'mosaic-ledger-'));
  // Closing could not end well while the disk fails.
  const load = {
    seed,
    lanes: 4,
    lives: fault ? 1 : 2,
    commands: fault ? commands * 2 : commands,
    pauseMs: 0,
  };
  return recordLedger(home, load, shim.path, fault).finally(() =>
    rmSync(home, { recursive: true, force: true }),
  );
}

async function cut(records: readonly JournalRecord[], count: number): Promise<PowerCutReport> {
  const report = await cutPower({ records, images: count, random: createRandom(seed), directory });
  process.stdout.write(
    `power loss: ${report.images} crash images of ${report.cuts} moments, ${report.commands} commands acknowledged, ${report.failedSyncs} failed syncs (MOSAIC_SEED=${seed})\n`,
  );
  return report;
}

describe.skipIf(!hasCompiler)('power loss (needs a C compiler)', () => {
  it(
    'loses nothing acknowledged and leaves nothing half-written, whatever the disk kept',
    async () => {
      const report = await cut(await record(), images);
      expect(report.commands).toBe(8 * commands);
      expect(report.images).toBeGreaterThan(images * 0.5);
    },
    120_000 + images * 100,
  );

  it(
    'believes nothing that a failed sync may have lost, even when later syncs succeed',
    async () => {
      const records = await record({ calls: ['sync'], error: 'EIO', skip: 3, times: 1 });
      const report = await cut(records, images / 4);
      expect(report.failedSyncs).toBeGreaterThan(0);
      expect(report.commands).toBeGreaterThan(commands * 3);
    },
    120_000 + images * 25,
  );

  it('would find a store that answers before its data is on disk', async () => {
    const lying = (await record()).filter(({ kind }) => kind !== 'sync');
    await expect(cut(lying, 400)).rejects.toThrow(/Power cut after record/);
  }, 60_000);
});
