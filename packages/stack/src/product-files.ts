import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of this installation: the folder that holds `packages/` and `node_modules/`. */
export const installRoot = realpathSync(fileURLToPath(new URL('../../..', import.meta.url)));

/** Templates that the mission engine gives to projects. */
export const templatesDirectory = join(installRoot, 'packages/core/templates');

/** Where `npm run build:web` puts the dashboard. */
export const builtWebDirectory = join(installRoot, 'apps/web/dist');

/** Directory of the Node binary that runs this process; sandboxed commands use the same. */
export const nodeDirectory = dirname(realpathSync(process.execPath));
