import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/simulator/random.ts';
import { openStore } from '../../src/store/open-store.ts';
import {
  type Answers,
  checkLedger,
  createAnswers,
  expectKept,
  readAnswers,
} from './check-ledger.ts';
import { type CrashImage, crashImage, type Fate, fates } from './crash-image.ts';
import { ledgerMigrations } from './open-ledger-hub.ts';
import type { JournalRecord } from './read-journal.ts';
import { createSimulatedDisk } from './simulated-disk.ts';

export interface PowerCutOptions {
  readonly records: readonly JournalRecord[];
  /** How many different images are opened, about. */
  readonly images: number;
  readonly random: Random;
  /** Where images are written to be opened. */
  readonly directory: string;
}

export interface PowerCutReport {
  images: number;
  /** Moments at which the power was cut at least once. */
  cuts: number;
  /** Acknowledged ones. */
  commands: number;
  failedSyncs: number;
  readonly ofFate: Record<Fate, number>;
}

/**
 * Cuts the power after records all over the journal, in all the ways a disk may take it, and opens
 * what is left with the real store. Throws at the first command that was acknowledged and is
 * gone, and at the first thing that is not whole.
 */
export async function cutPower(options: PowerCutOptions): Promise<PowerCutReport> {
  const { records, random } = options;
  const disk = createSimulatedDisk();
  const answers = createAnswers();
  const seen = new Set<string>();
  const report = { images: 0, cuts: 0, commands: 0, failedSyncs: 0, ofFate: emptyCounts() };
  // Whole journeys of syncs lie between two images of the same choices.
  let syncs = 0;
  const share = options.images / (records.length * fates.length);
  for (const [index, record] of records.entries()) {
    disk.apply(record);
    if (record.kind === 'sync' || record.kind === 'sync-directory') syncs += 1;
    if (record.kind === 'sync' && record.failed) report.failedSyncs += 1;
    if (record.kind === 'said') readAnswers(answers, record.text);
    let wasCut = false;
    for (const fate of fates) {
      if (random.next() >= share * weightOf(record)) continue;
      const image = crashImage(disk, fate, () => random.next());
      const choices = `${syncs}; ${answers.stored.size} ${answers.refused.size}; ${image.choices}`;
      if (seen.has(choices)) continue;
      seen.add(choices);
      wasCut = true;
      report.images += 1;
      report.ofFate[fate] += 1;
      await openImage(image, options, answers).catch((cause: unknown) => {
        throw new Error(`Power cut after record ${index}, unsynced data: ${fate}`, { cause });
      });
    }
    if (wasCut) report.cuts += 1;
  }
  report.commands = answers.stored.size;
  return report;
}

/** Right after a sync or an answer there is most to lose. */
function weightOf({ kind }: JournalRecord): number {
  return kind === 'said' || kind === 'sync' ? 2 : 1;
}

async function openImage(
  image: CrashImage,
  { directory, random }: PowerCutOptions,
  answers: Answers,
): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const home = mkdtempSync(join(directory, 'image-'));
  try {
    for (const [name, content] of image.files) writeFileSync(join(home, name), content);
    // The shared index of another life: whatever is in it must not be believed.
    if (random.next() < 0.1) {
      const rubbish = Buffer.from(Array.from({ length: 32_768 }, () => random.integer(0, 255)));
      writeFileSync(join(home, 'hub.sqlite-shm'), rubbish);
    }
    const file = join(home, 'hub.sqlite');
    const store = await openStore({ kind: 'sqlite', file }, ledgerMigrations);
    try {
      expectKept(await checkLedger(store), answers);
    } finally {
      await store.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function emptyCounts(): Record<Fate, number> {
  return Object.fromEntries(fates.map((fate) => [fate, 0])) as Record<Fate, number>;
}
