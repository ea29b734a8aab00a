import { playCluster } from '../support/cluster/play.ts';

/** Rounds of faults one cluster lives through before a fresh one is made. */
const roundsEach = 5;

/** Plays clusters with ever new seeds for so long; throws with the seed that found something. */
export async function playClusters(forMs: number, firstSeed: number): Promise<number> {
  const end = Date.now() + forMs;
  let rounds = 0;
  for (let seed = firstSeed; Date.now() < end; seed += 1) {
    const played = await playCluster({
      seed,
      rounds: roundsEach,
      pauseMs: 20_000,
      print: (line) => console.log(line),
    });
    const found = [...played.problems, ...played.failedWhileRestarting];
    if (found.length > 0) throw new Error(`Seed ${seed}: ${found.join('; ')}`);
    rounds += roundsEach;
  }
  return rounds;
}
