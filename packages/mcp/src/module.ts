import type { ModuleDuty } from './cluster/duty.ts';
import type { Handler } from './pipeline/handler.ts';
import type { GaugeSource } from './pipeline/metrics/gauges.ts';
import type { QuotaFacts } from './quota-facts.ts';
import type { Migration } from './store/migrate.ts';
import type { Reader } from './store/store.ts';

/** One noun: its tables and its operations. Listing it in the composition root adds it everywhere. */
export interface Module {
  /** Also the name it acts under in audit: `system:tasks`. */
  readonly name: string;
  readonly migrations: readonly Migration[];
  readonly handlers: readonly Handler[];
  /** What one node of the installation does again and again for this module. */
  readonly duties?: readonly ModuleDuty[];
  /** What quotas may count of this module's rows. */
  readonly quotaFacts?: readonly QuotaFacts[];
  /** What metrics show of this module's rows, of all tenants together. */
  readonly gauges?: (store: Reader) => readonly GaugeSource[];
}
