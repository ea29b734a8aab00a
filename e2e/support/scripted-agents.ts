import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plan, type Script, scriptedAcpArgv } from '@tony/core/testing';

const installation = fileURLToPath(new URL('../..', import.meta.url));

export interface ScriptedAgent {
  readonly argv: readonly string[];
  readonly readable: readonly string[];
}

/** The plan of the first attempt at a task, or that of later ones. */
export const byAttempt = '[ "$MOSAIC_ATTEMPT" = 1 ] && echo first || echo later';

/** An agent that speaks ACP; `choose` is shell text that prints which of the plans it plays. */
export function createScriptedAgent<Name extends string>(
  root: string,
  plans: Readonly<Record<Name, Plan>>,
  choose: string,
): ScriptedAgent {
  const folder = join(root, 'agent');
  mkdirSync(folder);
  for (const [name, plan] of Object.entries(plans)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(plan));
  }
  const [node = '', program = ''] = scriptedAcpArgv('node', '');
  return {
    argv: ['/bin/sh', '-c', `exec "${node}" "${program}" "${folder}/$(${choose}).json"`],
    readable: [folder, join(installation, 'packages'), join(installation, 'node_modules')],
  };
}

/** Key of the task that the report's finding of this number becomes. */
function taskKey(number: number): string {
  return `MS-CQ-${String(number).padStart(3, '0')}`;
}

/** Fixes an item, and says so. */
export function honestScript(number: number): Script {
  const item = `item-${String(number).padStart(2, '0')}`;
  return {
    work: [
      { do: 'write', path: `items/${item}.txt`, text: 'broken\nfixed\n' },
      { do: 'commit', message: `fix: ${item}` },
      { do: 'result', status: 'success', used: '2.0K' },
    ],
  };
}

/** A plan by number of the finding; `rest` plays what no task is known for, such as echoes. */
export function planOf(
  count: number,
  scriptFor: (number: number) => Script,
  rest: Script = { work: [] },
): Plan {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  return {
    tasks: Object.fromEntries(numbers.map((number) => [taskKey(number), scriptFor(number)])),
    default: rest,
  };
}
