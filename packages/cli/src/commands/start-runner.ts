import { MosaicError } from '@mosaic/contract';
import { exitCode } from '../exit-code.ts';
import { findHub } from '../hub/find-hub.ts';
import type { Session } from '../session.ts';
import { listenForStop } from '../start/stop-signal.ts';
import { cliVersion } from '../version.ts';

export interface RunnerRequest {
  readonly name: string;
  readonly slots: number;
}

/** Takes runs from the hub of this home in a process of its own, until it is asked to stop. */
export async function startSeparateRunner(
  session: Session,
  request: RunnerRequest,
): Promise<number> {
  const { config, terminal } = session;
  const hub = await findHub(config);
  if (hub === null) {
    const message = `No hub of ${config.home} answers. Start one with: mosaic up --no-runner`;
    throw new MosaicError('unavailable', message);
  }
  const stop = listenForStop(session.io);
  const { startRunnerProcess } = await import('@mosaic/stack');
  const runner = await startRunnerProcess({
    ...request,
    home: config.home,
    hubUrl: hub.url,
    version: cliVersion(),
    logLevel: config.logLevel,
    sandbox: config.isUnsandboxed ? 'unsandboxed' : 'auto',
  });
  terminal.note(`Runner ${request.name} takes runs of ${hub.url}, ${request.slots} at a time.`);
  await stop.stopped;
  terminal.note('Giving back what is not finished …');
  await runner.close();
  stop.dispose();
  return exitCode.ok;
}
