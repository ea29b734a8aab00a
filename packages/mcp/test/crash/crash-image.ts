import { applyNames, type Pending, type SimulatedDisk, withChanges } from './simulated-disk.ts';

/** How a power cut treats what was not synced. */
export const fates = [
  'all',
  'none',
  'some',
  'late-only',
  'torn-512',
  'torn-4096',
  'last-torn-512',
  'last-torn-4096',
] as const;
export type Fate = (typeof fates)[number];

/** What is on the disk after a power cut. */
export interface CrashImage {
  /** Content by the name of the file. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Equal for images that came about by the same choices. */
  readonly choices: string;
}

/** One image that the disk may show after a power cut now. `random` is below 1. */
export function crashImage(disk: SimulatedDisk, fate: Fate, random: () => number): CrashImage {
  const names = new Map(disk.names);
  const kept = keptNames(disk.nameChanges.length, fate, random);
  applyNames(names, disk.nameChanges.slice(0, kept));
  const files = new Map<string, Buffer>();
  const choices = [`names ${kept}`];
  for (const [name, object] of names) {
    const file = disk.files.get(object);
    if (!file) throw new Error(`${name} is not in the journal`);
    const survivors = survivorsOf(file.pending, fate, random);
    files.set(name, withChanges(file.durable, survivors));
    choices.push(`${object}: ${survivors.map(labelOf).join(' ')}`);
  }
  return { files, choices: choices.join('; ') };
}

function keptNames(count: number, fate: Fate, random: () => number): number {
  if (fate === 'all') return count;
  if (fate === 'none') return 0;
  return Math.floor(random() * (count + 1));
}

/** Which changes, or parts of them, reached the disk. */
function survivorsOf(
  pending: readonly Pending[],
  fate: Fate,
  random: () => number,
): readonly Pending[] {
  const last = pending.length - 1;
  switch (fate) {
    case 'all':
      return pending;
    case 'none':
      return [];
    case 'some':
      return pending.filter(() => random() < 0.5);
    case 'late-only':
      return pending.slice(Math.floor(random() * pending.length));
    case 'torn-512':
      return pending.flatMap((change) => torn(change, 512, random));
    case 'torn-4096':
      return pending.flatMap((change) => torn(change, 4_096, random));
    case 'last-torn-512':
      return pending.flatMap((change, i) => (i === last ? torn(change, 512, random) : [change]));
    case 'last-torn-4096':
      return pending.flatMap((change, i) => (i === last ? torn(change, 4_096, random) : [change]));
  }
}

/** The sectors of a write that reached the disk; sectors lie where the disk has them. */
function torn(change: Pending, sectorBytes: number, random: () => number): Pending[] {
  if (!('data' in change)) return random() < 0.5 ? [change] : [];
  const parts: Pending[] = [];
  const { offset, data, isLost } = change;
  for (let from = 0; from < data.length; ) {
    const length = Math.min(sectorBytes - ((offset + from) % sectorBytes), data.length - from);
    if (random() < 0.5) {
      parts.push({ offset: offset + from, data: data.subarray(from, from + length), isLost });
    }
    from += length;
  }
  return parts;
}

function labelOf(change: Pending): string {
  return 'size' in change ? `=${change.size}` : `${change.offset}+${change.data.length}`;
}
