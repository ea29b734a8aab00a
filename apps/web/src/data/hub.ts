import type { Client } from '@mosaic/client';

/** What the page knows of the hub: the typed client and nothing else. */
export type Hub = Client;
