import { type Migration, type MigrationTarget, pendingMigrations } from './migrate.ts';

/** What one step did when it was tried. */
export interface RehearsedStep {
  readonly name: string;
  readonly durationMs: number;
  /** Locks on tables that it held until its end, such as `task AccessExclusiveLock`. */
  readonly locks: readonly string[];
}

/**
 * Tries the steps that are missing, in one transaction that is rolled back.
 *
 * Until then it holds the locks it tells of. Rehearse on a restored copy: only there are the
 * durations those of the real rows, and nobody waits.
 */
export async function rehearseMigrations(
  target: MigrationTarget,
  migrations: readonly Migration[],
): Promise<RehearsedStep[]> {
  const pending = await pendingMigrations(target, migrations);
  const steps: RehearsedStep[] = [];
  if (pending.length === 0) return steps;
  await target.rehearse(async (database, heldLocks) => {
    const known = new Set(await heldLocks());
    for (const { name, up } of pending) {
      const startedAt = performance.now();
      await up(database, target.dialect);
      const durationMs = performance.now() - startedAt;
      const held = await heldLocks();
      const locks = held.filter((lock) => !known.has(lock));
      for (const lock of locks) known.add(lock);
      steps.push({ name, durationMs, locks });
    }
  });
  return steps;
}
