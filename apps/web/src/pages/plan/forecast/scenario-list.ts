/** One what-if: so many workers, and a node left out. */
export interface Asked {
  workers: number;
  without: string | null;
}

const workersMax = 64;

/** What people ask first: twice and four times as many workers. */
export function firstScenarios(workers: number): Asked[] {
  return [2, 4]
    .map((times) => Math.min(workersMax, workers * times))
    .filter((count, index, all) => count !== workers && all.indexOf(count) === index)
    .map((count) => ({ workers: count, without: null }));
}

export function scenarioName({ workers, without }: Asked, titleOf: (id: string) => string): string {
  const crew = `${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  return without === null ? crew : `${crew}, without ${without} ${titleOf(without)}`.slice(0, 80);
}

export function scenarioInput(asked: Asked, titleOf: (id: string) => string) {
  return {
    name: scenarioName(asked, titleOf),
    limits: { workers: asked.workers },
    without: asked.without === null ? [] : [asked.without],
  };
}
