import { MosaicError } from '@mosaic/contract';

export interface RateLimiterOptions {
  /** Calls per second of one principal that can go on for ever. */
  ratePerSecond: number;
  /** Calls that may come at once after a pause. */
  burst: number;
  now: () => number;
  /** Rates set as quotas; null where none is set. */
  rateOf?: RateOf;
}

/** Calls per second that somebody may make, as a quota says. */
export type RateOf = (tenant: string, scope: RateScope, subject: string) => number | null;

export type RateScope = 'tenant' | 'principal' | 'agent';

/** Who makes a call. */
export interface RateCaller {
  readonly tenant: string;
  readonly principal: string;
  /** The agent the call says it is made for; null when it names none. */
  readonly agentId: string | null;
  /** Keeping a lease alive has a rate of its own: other calls must not use it up. */
  readonly isVital: boolean;
}

/** Buckets remembered at once; the least recently used is forgotten first. */
const bucketsMax = 20_000;
/** A rate set as quota lets pass at once what it lets pass in so many seconds. */
const quotaBurstSeconds = 2;
/** How much more often a principal may renew what it holds than it may do anything else. */
const vitalFactor = 10;

export interface RateLimiter {
  /** Takes one call from every bucket of the caller, or from none and throws `rate_limited`. */
  take(caller: RateCaller): void;
}

interface Charge {
  readonly key: string;
  /** As a message names it. */
  readonly who: string;
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Names the quota; null for the rate every principal has. */
  readonly quotaId: string | null;
}

/** Token buckets, in memory of this node; refusing is cheap and happens before validation. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const fill = ({ key, ratePerSecond, burst }: Charge, at: number): number => {
    const known = buckets.get(key);
    const refill = known ? (Math.max(0, at - known.at) / 1_000) * ratePerSecond : 0;
    return Math.min(burst, (known?.tokens ?? burst) + refill);
  };
  const keep = (key: string, tokens: number, at: number): void => {
    buckets.delete(key);
    const [oldest] = buckets.keys();
    if (buckets.size >= bucketsMax && oldest !== undefined) buckets.delete(oldest);
    buckets.set(key, { tokens, at });
  };
  return {
    take(caller) {
      const at = options.now();
      const filled = chargesOf(options, caller).map((charge) => ({
        charge,
        tokens: fill(charge, at),
      }));
      const empty = filled.find(({ tokens }) => tokens < 1);
      for (const { charge, tokens } of filled) {
        keep(charge.key, empty === undefined ? tokens - 1 : tokens, at);
      }
      if (empty !== undefined) throw refusal(empty.charge, empty.tokens);
    },
  };
}

function chargesOf(
  { ratePerSecond, burst, rateOf = () => null }: RateLimiterOptions,
  { tenant, principal, agentId, isVital }: RateCaller,
): Charge[] {
  const key = `${tenant}/${principal}`;
  const usual = { who: principal, quotaId: null };
  if (isVital) {
    const most = { ratePerSecond: ratePerSecond * vitalFactor, burst: burst * vitalFactor };
    return [{ ...usual, key: `vital ${key}`, ...most }];
  }
  const charges: Charge[] = [];
  const bounded = (scope: RateScope, subject: string) => {
    const rate = rateOf(tenant, scope, subject);
    if (rate === null) return false;
    charges.push({
      key: `${scope} ${tenant}/${subject}`,
      who: `${scope} ${subject}`,
      ratePerSecond: rate,
      burst: rate * quotaBurstSeconds,
      quotaId: `${scope}:${subject}:calls-per-second`,
    });
    return true;
  };
  if (!bounded('principal', principal)) charges.push({ ...usual, key, ratePerSecond, burst });
  bounded('tenant', tenant);
  if (agentId !== null) bounded('agent', agentId);
  return charges;
}

function refusal({ who, ratePerSecond, quotaId }: Charge, tokens: number): MosaicError {
  if (ratePerSecond === 0) {
    return new MosaicError('rate_limited', `${who} may make no calls: the quota ${quotaId} is 0.`, {
      details: { quotaId, limit: 0 },
    });
  }
  const retryAfterMs = Math.ceil(((1 - tokens) / ratePerSecond) * 1_000);
  const rate = quotaId === null ? '' : ` The quota ${quotaId} is ${ratePerSecond} a second.`;
  return new MosaicError(
    'rate_limited',
    `Too many calls by ${who}.${rate} Try again in ${retryAfterMs} ms.`,
    { details: { retryAfterMs, ...(quotaId === null ? {} : { quotaId, limit: ratePerSecond }) } },
  );
}
