import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from './tools/toolbox.ts';

/**
 * Directories a sandbox has to show, read-only, for {@link programs} to run: the tools'
 * `node_modules` and the packages of this workspace that are linked into it.
 */
export function toolDirectories(): string[] {
  const paths = createRequire(join(packageRoot, 'package.json')).resolve.paths('typescript') ?? [];
  const modules = paths.filter((path) => existsSync(path));
  const linked = modules.flatMap((path) => {
    const contract = join(path, '@mosaic', 'contract');
    return existsSync(contract) ? [dirname(realpathSync(contract))] : [];
  });
  const all = [...new Set([...modules, ...linked, packageRoot])];
  return all.filter((path) => !all.some((other) => path.startsWith(`${other}/`)));
}
