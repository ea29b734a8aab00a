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

/** A module acting for itself, inside the hub; within a call, for the tenant of its caller. */
export function systemPrincipal(module: string, tenant = localTenant): Principal {
  return { name: `system:${module}`, tenant, permissions: 'all', binding: null };
}
