export type { CallOptions, Client, ClientOptions } from './client.ts';
export { createClient } from './client.ts';
export { type CacheStorage, createMemoryStorage } from './state-cache/cache-storage.ts';
export type {
  Conflict,
  ConflictPolicy,
  MergeInput,
  Settlement,
  Side,
} from './state-cache/model.ts';
export {
  openStateCache,
  type StateCache,
  type StateCacheOptions,
  type SyncReport,
} from './state-cache/open-state-cache.ts';
