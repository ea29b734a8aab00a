/** Bounds of planning by proposals. */
export const proposalLimits = {
  /** Proposals an agent may make for one plan, accepted or not. */
  proposalsMax: 1_000,
} as const;

/** Proposals left after `used` of them. */
export function proposalsLeft(used: number): number {
  return Math.max(0, proposalLimits.proposalsMax - used);
}
