/** Leaves times samples of one forecast: a few seconds of one processor. */
const leafSamplesMax = 20_000_000;
/** Fewer say nothing about one case in twenty. */
const samplesMin = 200;

/** How many of the samples asked for are played: all, unless the plan is huge. */
export function sampleCount(asked: number, leaves: number): number {
  const affordable = Math.floor(leafSamplesMax / Math.max(1, leaves));
  return Math.max(1, Math.min(asked, Math.max(samplesMin, affordable)));
}
