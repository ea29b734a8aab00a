import { describeFault } from './inject-faults.ts';
import type { Planted } from './planted.ts';
import { shrink } from './shrink.ts';

/** Lines of the story shown; the end is what matters. */
const linesMax = 60;

/** Tells how to see a failure again, and its shortest story. */
export async function reportFailure(seed: number, planted: Planted = {}): Promise<string> {
  const shrunken = await shrink(seed, planted);
  if (shrunken === null)
    return `seed ${seed} broke nothing when it was run again: that is a defect of the simulator`;
  const { script, result, runs } = shrunken;
  const { faults, dialect, nodes, workload, messages } = script;
  return [
    result.violation,
    '',
    `Replay: MOSAIC_SEED=${seed} npx vitest run --project unit packages/mcp/src/simulator/simulate-hub.test.ts`,
    `Shrunken in ${runs} runs to ${nodes} ${nodes === 1 ? 'node' : 'nodes'} on ${dialect}, ${JSON.stringify(workload)}, messages ${JSON.stringify(messages)}`,
    ...faults.map((fault) => `  ${(fault.at / 1_000).toFixed(3)} s ${describeFault(fault)}`),
    '',
    ...result.story.slice(-linesMax),
  ].join('\n');
}
