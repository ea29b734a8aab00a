/** Prints the table of packages that ARCHITECTURE.md shows between its two markers. */
import { codeMap } from '../test/support/code-map.ts';

process.stdout.write(`${codeMap()}\n`);
