import type { ModuleDuty } from './cluster/duty.ts';
import type { Handler } from './pipeline/handler.ts';
import type { QuotaFacts } from './quota-facts.ts';
import type { Migration } from './store/migrate.ts';

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
}
