import { exitCode } from '../exit-code.ts';
import { plainLine } from '../output/plain-text.ts';
import type { Format } from '../output/terminal.ts';
import type { Session } from '../session.ts';
import {
  type Check,
  type CheckContext,
  type CheckResult,
  type CheckStatus,
  fail,
} from './check.ts';
import { diskCheck, homeCheck, storeCheck } from './home.ts';
import { hubCheck, portCheck } from './hub.ts';
import { gitCheck, nodeCheck, sandboxCheck } from './programs.ts';
import { runtimesCheck } from './runtimes.ts';
import { databaseCheck, redisCheck } from './servers.ts';

const checks: readonly Check[] = [
  nodeCheck,
  gitCheck,
  sandboxCheck,
  homeCheck,
  diskCheck,
  storeCheck,
  databaseCheck,
  redisCheck,
  portCheck,
  hubCheck,
  runtimesCheck,
];

/** Looks whether everything is in place; 0 when it is, 2 with warnings only, 1 otherwise. */
export async function runDoctor(session: Session): Promise<number> {
  const results = await examine(checks, {
    config: session.config,
    env: session.io.env,
    nodeVersion: process.versions.node,
  });
  const worst = worstOf(results);
  if (session.isJson) session.printJson({ status: worst, checks: results });
  else session.terminal.print(results.map((result) => describe(result, session)).join('\n'));
  return { ok: exitCode.ok, warn: exitCode.reservations, fail: exitCode.failed }[worst];
}

/** Runs checks side by side; one that throws has failed. */
export async function examine(
  list: readonly Check[],
  context: CheckContext,
): Promise<CheckResult[]> {
  return await Promise.all(
    list.map(async (check) => {
      const found = await check.run(context).catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        return fail(`Could not be checked: ${message}`, 'mosaic doctor --json');
      });
      return { id: check.id, ...found };
    }),
  );
}

function worstOf(results: readonly CheckResult[]): CheckStatus {
  const statuses = results.map((result) => result.status);
  if (statuses.includes('fail')) return 'fail';
  return statuses.includes('warn') ? 'warn' : 'ok';
}

const signs: Readonly<Record<CheckStatus, readonly [string, Format]>> = {
  ok: ['✓ ok  ', 'green'],
  warn: ['! warn', 'yellow'],
  fail: ['✗ fail', 'red'],
};

function describe({ id, status, message, fix }: CheckResult, { terminal }: Session): string {
  const { style } = terminal.view;
  const [sign, format] = signs[status];
  const line = `${style(format, sign)}  ${id.padEnd(9)} ${plainLine(message)}`;
  return fix === null ? line : `${line}\n${' '.repeat(18)}${style('dim', `→ ${plainLine(fix)}`)}`;
}
