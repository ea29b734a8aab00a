import type { MosaicError } from '@mosaic/contract';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { AdmissionObserver } from '../admission/admission.ts';
import type { Principal } from '../principal.ts';
import { boundedLabel } from './bounded-label.ts';

/** Tenants that are told apart. */
const tenantsMax = 50;

/** One call that is over. */
export interface ObservedCall {
  readonly operation: string;
  readonly surface: string;
  readonly durationMs: number;
  /** Null when nobody was recognised. */
  readonly principal: Principal | null;
  /** Null when it went well. */
  readonly failure: MosaicError | null;
}

export interface CallMetrics {
  observe(call: ObservedCall): void;
  readonly admission: AdmissionObserver;
}

/** Calls by operation, and by tenant and kind of principal; never by both, which would multiply. */
export function addCallMetrics(registry: Registry): CallMetrics {
  const registers = [registry];
  const calls = new Counter({
    name: 'mosaic_operation_calls_total',
    help: 'Calls by operation, door and outcome.',
    labelNames: ['operation', 'surface', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'mosaic_operation_duration_seconds',
    help: 'Duration of a call through the whole pipeline.',
    labelNames: ['operation'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers,
  });
  const tenantCalls = new Counter({
    name: 'mosaic_tenant_calls_total',
    help: 'Calls by tenant, kind of principal and outcome.',
    labelNames: ['tenant', 'principal', 'outcome'],
    registers,
  });
  const quotaRefusals = new Counter({
    name: 'mosaic_quota_refusals_total',
    help: 'Calls refused because a quota was used up, by scope and kind of the quota.',
    labelNames: ['scope', 'kind'],
    registers,
  });
  const waitSeconds = new Histogram({
    name: 'mosaic_admission_wait_seconds',
    help: 'Time calls waited for their turn, by lane.',
    labelNames: ['lane'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
    registers,
  });
  const refused = new Counter({
    name: 'mosaic_admission_refusals_total',
    help: 'Calls refused because the hub had more to do than it gets done in time, by lane.',
    labelNames: ['lane'],
    registers,
  });
  const tenantOf = boundedLabel(tenantsMax);
  return {
    observe({ operation, surface, durationMs, principal, failure }) {
      const outcome = failure?.code ?? 'ok';
      calls.inc({ operation, surface, outcome });
      seconds.observe({ operation }, durationMs / 1_000);
      if (principal !== null) {
        const tenant = tenantOf(principal.tenant);
        tenantCalls.inc({ tenant, principal: kindOf(principal), outcome });
      }
      const quota = quotaOf(failure);
      if (quota !== null) quotaRefusals.inc(quota);
    },
    admission: {
      waited: (lane, waitedMs) => waitSeconds.observe({ lane }, waitedMs / 1_000),
      refused: (lane) => refused.inc({ lane }),
    },
  };
}

/** Kinds are few; names are as many as there are tasks. */
function kindOf({ name, binding }: Principal): string {
  if (binding !== null) return 'worker';
  if (name.startsWith('system:')) return 'system';
  return name === 'owner' || name === 'runner' ? name : 'user';
}

/** Scope and kind stand in the id of the quota, and both are closed lists. */
function quotaOf(failure: MosaicError | null): { scope: string; kind: string } | null {
  const id = failure?.details.quotaId;
  if (typeof id !== 'string') return null;
  return { scope: id.slice(0, id.indexOf(':')), kind: id.slice(id.lastIndexOf(':') + 1) };
}
