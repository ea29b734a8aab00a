import { realpathSync } from 'node:fs';
import { createClient } from '@mosaic/client';
import { isMosaicError, MosaicError } from '@mosaic/contract';
import { exitCode, exitCodeOfMission } from '../exit-code.ts';
import { isOver } from '../hub/newest-mission.ts';
import { dashboardUrl, openHub, type ServingHub } from '../hub/open-hub.ts';
import { followMission } from '../mission/follow-mission.ts';
import { createProgress } from '../output/progress.ts';
import { reportError } from '../output/report-error.ts';
import type { Session } from '../session.ts';
import { type ChosenMission, chooseMission } from './choose-mission.ts';
import { closeHub } from './close-hub.ts';
import { missionOutcome, outcomeText, type StartOutcome } from './outcome.ts';
import { announceHub } from './serve.ts';
import type { StartOptions } from './start-options.ts';
import { listenForStop, type StopSignal } from './stop-signal.ts';

/**
 * What `npm start` does: hub up, a mission on the sample or the given repository,
 * progress, outcome, and serving on until it is asked to stop.
 *
 * With `--json` the last line of standard output is one {@link StartOutcome}, however it ends.
 */
export async function runStart(session: Session, options: StartOptions): Promise<number> {
  const stop = listenForStop(session.io);
  let hub: ServingHub | null = null;
  try {
    hub = await openHub(session, { slots: Math.max(2, options.workers) });
    announceHub(session, hub, options.project === null);
    const chosen = await choose(session, options, hub);
    if (chosen === null) return await serveOnly(session, options, hub, stop);
    const code = await seeThrough(session, hub, chosen, stop);
    if (options.isOnce || stop.signal.aborted || !hub.isOwn) return code;
    await keepServing(session, hub, stop);
    return exitCode.ok;
  } catch (error) {
    return fail(session, error, hub);
  } finally {
    if (hub !== null) await closeHub(hub, session.terminal, session.config);
    stop.dispose();
  }
}

function choose(
  session: Session,
  options: StartOptions,
  hub: ServingHub,
): Promise<ChosenMission | null> {
  return chooseMission({
    client: createClient({ baseUrl: hub.url, token: hub.token }),
    options,
    home: realpathSync(session.config.home),
    cwd: session.io.cwd,
    nowMs: session.io.now(),
    note: session.terminal.note,
  });
}

async function serveOnly(
  session: Session,
  options: StartOptions,
  hub: ServingHub,
  stop: StopSignal,
): Promise<number> {
  if (options.isOnce) {
    const message = 'There is no mission to wait for. Start one with: mosaic mission start';
    throw new MosaicError('not_found', message);
  }
  printOutcome(session, {
    status: 'serving',
    missionId: null,
    tasks: {},
    evidence: 0,
    url: hub.url,
  });
  if (hub.isOwn) await keepServing(session, hub, stop);
  else if (!session.isJson) session.terminal.print(dashboardLine(session, hub));
  return exitCode.ok;
}

/** Follows the mission to its end and says how it ended. */
async function seeThrough(
  session: Session,
  hub: ServingHub,
  { mission, project }: ChosenMission,
  stop: StopSignal,
): Promise<number> {
  const { terminal } = session;
  const progress = createProgress(terminal);
  const last = await followMission({
    client: createClient({ baseUrl: hub.url, token: hub.token }),
    missionId: mission.id,
    view: terminal.noteView,
    progress,
    onChange: () => undefined,
    signal: stop.signal,
  }).finally(() => progress.stop());
  if (!isOver(last)) {
    const message = 'Interrupted; the mission goes on with the next start.';
    terminal.note(message);
    const error = { code: 'interrupted', message };
    printOutcome(session, { ...missionOutcome(last, hub.url), error });
    return exitCode.interrupted;
  }
  printOutcome(session, missionOutcome(last, hub.url));
  if (!session.isJson) terminal.print(outcomeText(last, project, terminal.view));
  return exitCodeOfMission(last.status);
}

async function keepServing(session: Session, hub: ServingHub, stop: StopSignal): Promise<void> {
  if (!session.isJson) session.terminal.print(dashboardLine(session, hub));
  session.terminal.note('Serving until Ctrl-C.');
  await stop.stopped;
  session.terminal.note('Stopping …');
}

function dashboardLine(session: Session, hub: ServingHub): string {
  const { style } = session.terminal.view;
  return `\n${style('bold', 'Dashboard')}  ${style('cyan', dashboardUrl(hub))}`;
}

function fail(session: Session, error: unknown, hub: ServingHub | null): number {
  reportError(session.terminal, error, false);
  const code = isMosaicError(error) ? error.code : 'internal';
  const message = error instanceof Error ? error.message : String(error);
  printOutcome(session, {
    status: 'failed',
    missionId: null,
    tasks: {},
    evidence: 0,
    url: hub?.url ?? null,
    error: { code, message },
  });
  return exitCode.failed;
}

function printOutcome(session: Session, outcome: StartOutcome): void {
  if (session.isJson) session.printJson(outcome);
}
