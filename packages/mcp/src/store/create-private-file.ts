import { closeSync, openSync } from 'node:fs';

/**
 * Makes sure the file exists, readable by its owner only.
 *
 * Called before SQLite opens it, which would create it readable by everybody; the
 * files SQLite puts beside it copy its mode.
 */
export function createPrivateFile(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}
