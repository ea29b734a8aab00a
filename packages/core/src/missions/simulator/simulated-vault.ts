/** A commit knows which work it contains; that is all the engine's promises are about. */
interface SimulatedCommit {
  readonly id: string;
  /** Order of creation: parents have a smaller one. */
  readonly number: number;
  readonly parents: readonly string[];
  /** Work commits it contains, oldest first. */
  readonly work: readonly string[];
}

/** The refs of the vault: branches of commits, moved by compare-and-set. */
export interface SimulatedVault {
  readonly branches: Map<string, string>;
  readonly commits: Map<string, SimulatedCommit>;
  /** Version of the documents on the mission branch. */
  documentsVersion: number;
  archives: number;
}

export const baseCommit = 'base';

export function createVault(): SimulatedVault {
  const base = { id: baseCommit, number: 0, parents: [], work: [] };
  return {
    branches: new Map(),
    commits: new Map([[baseCommit, base]]),
    documentsVersion: 0,
    archives: 0,
  };
}

/** Adds a commit on `parents`; adding the same one again changes nothing. */
export function commit(
  vault: SimulatedVault,
  id: string,
  parents: readonly string[],
  ownWork: readonly string[] = [],
): string {
  if (vault.commits.has(id)) return id;
  const known = parents.flatMap((parent) => vault.commits.get(parent) ?? []);
  const work = [...new Set([...known.flatMap((parent) => parent.work), ...ownWork])];
  vault.commits.set(id, { id, number: vault.commits.size, parents, work });
  return id;
}

/** The head of a branch; the base commit while there is no such branch. */
export function headOf(vault: SimulatedVault, branch: string): string {
  return vault.branches.get(branch) ?? baseCommit;
}

/** True when `id` is `inner` or was built on it. */
export function contains(vault: SimulatedVault, id: string, inner: string): boolean {
  const oldest = vault.commits.get(inner)?.number ?? Number.POSITIVE_INFINITY;
  const seen = new Set([id]);
  for (const next of seen) {
    if (next === inner) return true;
    const known = vault.commits.get(next);
    if (known && known.number > oldest) for (const parent of known.parents) seen.add(parent);
  }
  return false;
}

/** Work on a branch, oldest first. */
export function workOn(vault: SimulatedVault, branch: string): readonly string[] {
  return vault.commits.get(headOf(vault, branch))?.work ?? [];
}
