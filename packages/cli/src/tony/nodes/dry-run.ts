import { commandWords, type Operation } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { plainJson } from '../../output/plain-text.ts';
import type { Session } from '../../session.ts';

/** Shows what a verb would ask the hub, and does not. */
export function showInstead(
  session: Session,
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
): number {
  if (session.isJson) session.printJson({ dryRun: true, operation: operation.name, input });
  else {
    const words = commandWords(operation).join(' ');
    session.terminal.print(`Would call ${operation.name} (mosaic ${words}) with:`);
    session.terminal.print(plainJson(input, 2));
  }
  return exitCode.ok;
}
