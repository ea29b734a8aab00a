/**
 * How a runner calls a hub that may be restarting, or one of several nodes.
 *
 * An attempt is given up before the next renewal of a lease is due, so that a node that went
 * silent costs one renewal and not the lease; and calls are repeated for less than a lease.
 */
export const runnerPatience = { attemptMs: 4_000, retryForMs: 10_000 } as const;
