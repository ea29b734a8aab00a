/**
 * Who may be at work at the same time, as counters.
 *
 * A job may start while each counter it looks at is at most what it tolerates; it raises the
 * counters it takes and lowers them again at its end. Capacities, files and things to keep apart
 * all come down to this.
 */
export interface Claims {
  /** What each counter stands for, in words. */
  readonly names: readonly string[];
  /** For job `j`: counters `checked[checks[j]]` … before `checks[j + 1]`, each with what is tolerated. */
  readonly checks: Int32Array;
  readonly checked: Int32Array;
  readonly tolerated: Int32Array;
  /** For job `j`: counters `taken[takes[j]]` … before `takes[j + 1]`, each with its units. */
  readonly takes: Int32Array;
  readonly taken: Int32Array;
  readonly units: Int32Array;
}

/** Collects what jobs check and take, in any order of jobs. */
export interface ClaimsBuilder {
  readonly counter: (name: string) => number;
  readonly check: (job: number, counter: number, tolerated: number) => void;
  readonly take: (job: number, counter: number, units: number) => void;
  /** Claims of jobs 0 to `jobs`; null when nobody claims anything. */
  readonly build: () => Claims | null;
}

export function createClaimsBuilder(jobs: number): ClaimsBuilder {
  const names: string[] = [];
  const checks = createTriples();
  const takes = createTriples();
  return {
    counter(name) {
      names.push(name);
      return names.length - 1;
    },
    check: checks.add,
    take: takes.add,
    build() {
      if (names.length === 0) return null;
      const checked = checks.byJob(jobs);
      const taken = takes.byJob(jobs);
      return {
        names,
        checks: checked.offsets,
        checked: checked.counters,
        tolerated: checked.amounts,
        takes: taken.offsets,
        taken: taken.counters,
        units: taken.amounts,
      };
    },
  };
}

function createTriples() {
  const triples: number[] = [];
  return {
    add(job: number, counter: number, amount: number): void {
      triples.push(job, counter, amount);
    },
    byJob(jobs: number) {
      const offsets = new Int32Array(jobs + 1);
      for (let at = 0; at < triples.length; at += 3) {
        const job = triples[at] ?? 0;
        offsets[job + 1] = (offsets[job + 1] ?? 0) + 1;
      }
      for (let job = 0; job < jobs; job += 1) {
        offsets[job + 1] = (offsets[job + 1] ?? 0) + (offsets[job] ?? 0);
      }
      const next = offsets.slice(0, jobs);
      const counters = new Int32Array(triples.length / 3);
      const amounts = new Int32Array(triples.length / 3);
      for (let at = 0; at < triples.length; at += 3) {
        const job = triples[at] ?? 0;
        const slot = next[job] ?? 0;
        counters[slot] = triples[at + 1] ?? 0;
        amounts[slot] = triples[at + 2] ?? 0;
        next[job] = slot + 1;
      }
      return { offsets, counters, amounts };
    },
  };
}
