/** Bounds of the scheduler that callers need not know. */
export const taskLimits = {
  /** Lanes one claim looks at; among more those served least lately come first. */
  lanesMax: 256,
  /** Tenants one claim of a shared agent serves. */
  tenantsMax: 50,
  /** Leases ended, delayed tasks made ready or old jobs forgotten in one transaction. */
  sweepMax: 500,
  /** Agents served by one transaction of the claim desk. */
  deskBatchMax: 50,
  /** How long a claim desk trusts that nothing has come for somebody, in milliseconds. */
  deskLookMs: 1_000,
  /** Agents that wait at one node. */
  waitersMax: 20_000,
  /** Requirements kept parsed in memory. */
  requirementsKept: 5_000,
} as const;
