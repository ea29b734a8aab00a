/**
 * The schema as the store sees it: nothing in particular.
 *
 * Tables belong to modules, and each narrows this to its own; only migrations and
 * the store itself stay this wide.
 */
// biome-ignore lint/suspicious/noExplicitAny: Kysely's way to say "any schema".
export type AnyTables = any;
