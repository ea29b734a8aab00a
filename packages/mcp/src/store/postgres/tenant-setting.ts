/** The setting that row-level security compares the column `tenant` with. */
export const tenantSetting = 'mosaic.tenant';

/** Sets it as SQL; `local` lasts until the end of the transaction. */
export function setTenant(tenant: string, lasting: 'local' | 'session'): string {
  return `set ${lasting} ${tenantSetting} = '${tenant.replaceAll("'", "''")}'`;
}
