import { resolve } from 'node:path';
import { exitCode } from '../exit-code.ts';
import { plainLine } from '../output/plain-text.ts';
import type { Session } from '../session.ts';

export interface VerifyRequest {
  readonly path: string;
  readonly findingIds: readonly string[];
  readonly asksRegistry: boolean;
}

/**
 * Says whether findings are gone: 0 when all are, 1 when one is still there, 2 when that
 * cannot be told.
 *
 * The configuration of the repository is loaded, as it was when the finding was found:
 * without it silence would prove nothing.
 */
export async function verifyFindings(session: Session, request: VerifyRequest): Promise<number> {
  const { verifyFinding } = await import('@mosaic/dev');
  const verdicts: (boolean | null)[] = [];
  for (const findingId of request.findingIds) {
    const { isGone, reason, finding } = await verifyFinding({
      root: resolve(session.io.cwd, request.path),
      findingId,
      asksRegistry: request.asksRegistry,
    });
    verdicts.push(isGone);
    if (session.isJson) session.printJson({ findingId, isGone, reason, finding });
    else session.terminal.print(`${findingId}: ${word(isGone)}. ${plainLine(reason)}`);
  }
  if (verdicts.includes(false)) return exitCode.failed;
  return verdicts.includes(null) ? exitCode.reservations : exitCode.ok;
}

function word(isGone: boolean | null): string {
  if (isGone === null) return 'cannot be told';
  return isGone ? 'gone' : 'still there';
}
