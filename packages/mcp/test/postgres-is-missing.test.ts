import { it } from 'vitest';

it.skip('runs the tests of the hub on PostgreSQL too: install the package `postgresql`', () => {});
