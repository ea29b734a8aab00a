import { type AgentState, type AgentType, ClaimStep, limits, MosaicError } from '@mosaic/contract';

/** Renewing more often than this changes nothing anybody could see, so it writes nothing. */
const renewAfterMs = 1_000;

/** Facts of a session that its state follows from. Times in milliseconds. */
export interface SessionFacts {
  expiresAt: number | null;
  isDraining: boolean;
}

/** True up to and including the end of the lease. */
export function isLive(session: Pick<SessionFacts, 'expiresAt'>, now: number): boolean {
  return session.expiresAt !== null && session.expiresAt >= now;
}

export function stateOf(session: SessionFacts, now: number): AgentState {
  if (!isLive(session, now)) return 'offline';
  return session.isDraining ? 'draining' : 'online';
}

/** When a session renewed now ends unless it is renewed again. */
export function sessionEnd(now: number): number {
  return now + limits.leaseMs;
}

/** True when a live session has aged enough that renewing it is worth a write. */
export function isWorthRenewing(expiresAt: number, now: number): boolean {
  return sessionEnd(now) - expiresAt >= renewAfterMs;
}

/**
 * Refuses an agent whose protocol this hub does not speak, saying which side to upgrade.
 *
 * @throws `precondition_failed`
 */
export function requireProtocol(protocol: number, name: string): void {
  const { protocolVersionMin: oldest, protocolVersion: newest } = limits;
  if (protocol >= oldest && protocol <= newest) return;
  const way =
    protocol < oldest
      ? 'Upgrade the agent, then register again.'
      : 'Upgrade the hub, or run an older version of the agent.';
  throw new MosaicError(
    'precondition_failed',
    `Agent ${name} speaks protocol ${protocol}; this hub speaks ${oldest} to ${newest}. ${way}`,
    { details: { protocol, protocolVersionMin: oldest, protocolVersion: newest } },
  );
}

/**
 * What an agent takes unless its claim says otherwise: the steps among its capabilities,
 * else the runs of missions for a runner and jobs for everybody else.
 */
export function stepsOf(agent: { type: AgentType; capabilities: readonly string[] }): ClaimStep[] {
  const named = ClaimStep.options.filter((step) => agent.capabilities.includes(`step:${step}`));
  if (named.length > 0) return named;
  return agent.type === 'runner' ? ['review', 'work', 'verify'] : ['job'];
}
