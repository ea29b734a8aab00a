import { sql } from 'kysely';

/*
 * Conditions spelled out, never bound as parameters: only so does a database see that a partial
 * index holds what is asked for.
 */

export const isOpen = sql<boolean>`state in ('ready', 'leased', 'delayed')`;

export const isUnassigned = sql<boolean>`state = 'unassigned'`;

export const isDead = sql<boolean>`state = 'dead'`;
