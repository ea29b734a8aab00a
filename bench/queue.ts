/** A queue of jobs that are taken and completed, ours or a peer's. */
export interface Queue {
  readonly name: string;
  /** Adds that many jobs. */
  fill(jobs: number): Promise<void>;
  /** Takes and completes that many, and refuses to lose or double one. */
  work(jobs: number, crowd: Crowd): Promise<void>;
  close(): Promise<void>;
}

/** Who works: so many at the same time, each taking so many jobs at once. */
export interface Crowd {
  readonly workers: number;
  readonly batch: number;
}

/** Counts jobs down and tells when all are done, or when one was done twice. */
export function createTally(jobs: number) {
  const done = new Set<string>();
  return {
    get isOver() {
      return done.size >= jobs;
    },
    get left() {
      return jobs - done.size;
    },
    add(id: string): void {
      if (done.has(id)) throw new Error(`Job ${id} was handed out twice`);
      done.add(id);
    },
  };
}
