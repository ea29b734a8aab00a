import type { Permission } from '@mosaic/contract';

/** Who a call comes from, after authentication. */
export interface Principal {
  /** As audit shows it: `owner`, `runner`, `system:missions`, `task:tsk_…`. */
  readonly name: string;
  readonly tenant: string;
  readonly permissions: ReadonlySet<Permission> | 'all';
  /** Set for tokens that may touch one task and its run only. */
  readonly binding: { readonly taskId: string; readonly runId: string } | null;
}

/** The tenant of an installation that has only one. */
export const localTenant = 'local';

/** How audit names the tenant: not at all for the only one there is. */
export function tenantForAudit({ tenant }: Principal): { tenant?: string } {
  return tenant === localTenant ? {} : { tenant };
}

/** A module acting for itself, inside the hub; within a call, for the tenant of its caller. */
export function systemPrincipal(module: string, tenant = localTenant): Principal {
  return { name: `system:${module}`, tenant, permissions: 'all', binding: null };
}
