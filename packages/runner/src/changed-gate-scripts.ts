import type { Gate } from '@mosaic/contract';

/** `npm run lint`, `pnpm lint`, `yarn test` and the like, wherever in a command. */
const scriptCall = /\b(?:npm|pnpm|yarn|bun)\s+(?:run(?:-script)?\s+)?(?:-\S+\s+)*([\w:.-]+)/g;

/**
 * Names of the scripts behind the gates that a change would replace.
 *
 * A gate such as `npm run test` is only as good as the script of that name: who may rewrite it
 * proves anything. A script that was not there before takes nothing away and may be added.
 */
export function changedGateScripts(
  gates: readonly Pick<Gate, 'command'>[],
  before: string | null,
  after: string | null,
): string[] {
  const old = readScripts(before);
  const now = readScripts(after);
  return [...scriptsBehind(gates, old)].filter((name) => old[name] !== now[name]).sort();
}

/** Scripts the gates call, those that these call, and what runs before and after each. */
function scriptsBehind(
  gates: readonly Pick<Gate, 'command'>[],
  scripts: Readonly<Record<string, unknown>>,
): Set<string> {
  const found = new Set<string>();
  const open = gates.map(({ command }) => command);
  for (let command = open.pop(); command !== undefined; command = open.pop()) {
    for (const [, name = ''] of command.matchAll(scriptCall)) {
      if (found.has(name) || typeof scripts[name] !== 'string') continue;
      for (const each of [name, `pre${name}`, `post${name}`]) {
        found.add(each);
        const text = scripts[each];
        if (typeof text === 'string') open.push(text);
      }
    }
  }
  return found;
}

function readScripts(manifest: string | null): Readonly<Record<string, unknown>> {
  try {
    const { scripts }: { scripts?: unknown } = JSON.parse(manifest ?? '{}') ?? {};
    return typeof scripts === 'object' && scripts !== null ? { ...scripts } : {};
  } catch {
    return {};
  }
}
