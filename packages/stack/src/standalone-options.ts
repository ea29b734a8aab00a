/** How a hub shares an installation with other nodes. */
export interface StandaloneOptions {
  /** PostgreSQL that all nodes share: `postgres://user:password@host:port/database`. */
  databaseUrl: string;
  /** Redis or Valkey that carries hints; null passes them by PostgreSQL. */
  redisUrl: string | null;
  /** File with the secret that all nodes share; null keeps the secrets of the home. */
  secretFile: string | null;
  /** What the node is called; unique among the nodes. */
  nodeName: string;
  /** Where others reach this node; null when only a proxy on this machine does. */
  advertisedUrl: string | null;
}
