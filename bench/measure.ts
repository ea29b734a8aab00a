/** How long `work` takes, in milliseconds. */
export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/**
 * Times ours and the peer in turns, so that whatever else the machine does hits both.
 *
 * The order changes from round to round. The first `warmUps` rounds are not counted.
 */
export async function interleaved(
  ours: () => Promise<unknown> | unknown,
  peer: () => Promise<unknown> | unknown,
  { rounds, warmUps = 1 }: { rounds: number; warmUps?: number },
): Promise<{ ours: number[]; peer: number[] }> {
  const samples = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < rounds + warmUps; round += 1) {
    const order = round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const);
    for (const side of order) {
      const tookMs = await timed(side === 'ours' ? ours : peer);
      if (round >= warmUps) samples[side].push(tookMs);
    }
  }
  return samples;
}
