import { posix } from 'node:path';
import type { RepositoryAnalysis } from '@mosaic/contract';
import { analysisLimits as limits } from './analysis-limits.ts';
import { kindOf } from './classify-path.ts';
import type { History } from './read-history.ts';
import type { Snapshot } from './read-snapshot.ts';

/** Code changed often and large: where the next change is most likely to go wrong. */
export function findHotSpots(snapshot: Snapshot, history: History): RepositoryAnalysis['hotSpots'] {
  const spots: RepositoryAnalysis['hotSpots'] = [];
  for (const [path, { commits, linesByAuthor }] of history.changes) {
    const file = snapshot.texts.get(path);
    if (file === undefined || commits < 2 || kindOf(path) !== 'code') continue;
    spots.push({ path, changes: commits, lines: file.lines, authors: linesByAuthor.size });
  }
  const weight = (spot: { changes: number; lines: number }) => spot.changes * spot.lines;
  return spots
    .toSorted((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1))
    .slice(0, limits.hotSpotsMax);
}

/** Who changed most lines of each folder, the most changed folders first; two levels deep. */
export function findOwners(snapshot: Snapshot, history: History): RepositoryAnalysis['owners'] {
  const present = new Set(snapshot.paths);
  const byFolder = new Map<string, Map<string, number>>();
  for (const [path, { linesByAuthor }] of history.changes) {
    if (!present.has(path)) continue;
    const folder = posix.dirname(path).split('/').slice(0, 2).join('/');
    const lines = byFolder.get(folder) ?? new Map<string, number>();
    for (const [name, count] of linesByAuthor) lines.set(name, (lines.get(name) ?? 0) + count);
    byFolder.set(folder, lines);
  }
  const owners = [...byFolder].flatMap(([path, lines]) => {
    const all = [...lines.values()].reduce((sum, count) => sum + count, 0);
    const [first] = [...lines].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (first === undefined || all === 0) return [];
    return [{ path, name: first[0], share: Math.round((100 * first[1]) / all) / 100, all }];
  });
  return owners
    .toSorted((a, b) => b.all - a.all || (a.path < b.path ? -1 : 1))
    .slice(0, limits.ownersMax)
    .map(({ path, name, share }) => ({ path, name, share }));
}
