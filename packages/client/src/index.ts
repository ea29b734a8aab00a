export type { CallOptions, Client, ClientOptions } from './client.ts';
export { createClient } from './client.ts';
