import { MosaicError } from '@mosaic/contract';
import type { Config } from '../config.ts';
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
  const urls = config.isUrlGiven ? config.urls : await ownHub(config);
  if (urls === null) {
    const message = `No hub of ${config.home} answers. Start one with: mosaic up --no-runner`;
    throw new MosaicError('unavailable', message);
  }
  const stop = listenForStop(session.io);
  const { startRunnerProcess } = await import('@mosaic/stack');
  const runner = await startRunnerProcess({
    ...request,
    home: config.home,
    hubUrl: urls,
    vaults: config.vaults,
    secretFile: config.secretFile,
    version: cliVersion(),
    logLevel: config.logLevel,
    sandbox: config.isUnsandboxed ? 'unsandboxed' : 'auto',
  });
  terminal.note(
    `Runner ${request.name} takes runs of ${urls.join(', ')}, ${request.slots} at a time.`,
  );
  await stop.stopped;
  terminal.note('Giving back what is not finished …');
  await runner.close();
  stop.dispose();
  return exitCode.ok;
}

/** Where the hub of this home serves; null when it does not. */
async function ownHub(config: Config): Promise<readonly string[] | null> {
  const hub = await findHub(config);
  return hub === null ? null : [hub.url];
}
