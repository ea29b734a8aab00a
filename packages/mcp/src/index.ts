export { askDatabase, askRedis } from './cluster/ask-servers.ts';
export { type ClusterOverOptions, clusterOver } from './cluster/cluster-over.ts';
export type { Duties, HeldDuty, ModuleDuty, StartDuty } from './cluster/duty.ts';
export { moduleDuty } from './cluster/duty.ts';
export type { ClusterOptions } from './cluster/open-cluster.ts';
export { bearerToken, createListener, type ListenerOptions } from './doors/listener.ts';
export { createMcpDoor, type McpDoor } from './doors/mcp/mcp-door.ts';
export { mountMcp, mountMcpConformance } from './doors/mcp/mount-mcp.ts';
export { mountRest, restPrefix } from './doors/rest/mount-rest.ts';
export { toProblem } from './doors/rest/problem.ts';
export { hubMigrations } from './hub-migrations.ts';
export type { Module } from './module.ts';
export { deriveSecrets } from './modules/identity/shared-secrets.ts';
export {
  type LocalSecrets,
  loadSecrets,
  ownerTokenFile,
  runnerTokenFile,
} from './modules/identity/token-files.ts';
export { type OpenHub, type OpenHubOptions, openHub } from './open-hub.ts';
export type { Backbone, Call, Surface } from './pipeline/backbone.ts';
export { canonicalHash, canonicalJson } from './pipeline/canonical-hash.ts';
export { type Clock, systemClock, toInstant } from './pipeline/clock.ts';
export type { Hub } from './pipeline/create-backbone.ts';
export { cutPage, decodeCursor } from './pipeline/cursor.ts';
export type { Guard } from './pipeline/guard.ts';
export {
  type CommandContext,
  type CommandOptions,
  command,
  type Handler,
  type QueryContext,
  query,
  type StreamContext,
  stream,
} from './pipeline/handler.ts';
export type { Principal } from './pipeline/principal.ts';
export type { SystemCaller } from './pipeline/system-caller.ts';
export {
  createMCPServer,
  type McpConnection,
  type McpModule,
  type McpServer,
  type McpServerOptions,
} from './server/create-mcp-server.ts';
export type { EmbeddedCall, EmbeddedHub } from './server/hold-process.ts';
export { type McpDefaults, processDefaults } from './server/process-defaults.ts';
export { stepsOfOthers } from './server/steps-of-others.ts';
export type { Migration } from './store/migrate.ts';
export type { StoreChoice } from './store/open-store.ts';
export { openPostgresStore } from './store/postgres/open-postgres-store.ts';
export { sequenceColumn } from './store/sequence-column.ts';
export { openSqliteStore } from './store/sqlite/open-sqlite-store.ts';
export type { Dialect, Reader, Store, Writer } from './store/store.ts';
export { tenantMigration } from './store/tenant-migration.ts';
export { backupStore } from './store/transfer/backup-store.ts';
export { copyStore } from './store/transfer/copy-store.ts';
export { describeStore, type StoreDescription } from './store/transfer/describe-store.ts';
export { migrateStore } from './store/transfer/migrate-store.ts';
export { openRawStore, requireTwoPlaces } from './store/transfer/open-raw-store.ts';
export { rehearseOnCopy } from './store/transfer/rehearse-on-copy.ts';
export { restoreStore } from './store/transfer/restore-store.ts';
export { verifyBackup, verifyStore } from './store/transfer/verify-store.ts';
export type { TransferProgress } from './store/transfer/walk-rows.ts';
export { mcpVersion } from './version.ts';
