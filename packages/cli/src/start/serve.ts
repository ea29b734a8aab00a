import { exitCode } from '../exit-code.ts';
import { dashboardUrl, type OpenHubOptions, openHub, type ServingHub } from '../hub/open-hub.ts';
import type { Session } from '../session.ts';
import { closeHub } from './close-hub.ts';
import { listenForStop } from './stop-signal.ts';

/** What `mosaic up` does: serves until it is asked to stop. */
export async function serve(session: Session, options: OpenHubOptions): Promise<number> {
  const stop = listenForStop(session.io);
  const hub = await openHub(session, options);
  try {
    announceHub(session, hub, false);
    if (session.isJson) {
      const { url, isOwn, sandbox, conformanceUrl } = hub;
      session.printJson({ url, isOwn, sandbox, conformanceUrl });
    } else {
      session.terminal.print(dashboardUrl(hub));
    }
    if (!hub.isOwn) return exitCode.ok;
    session.terminal.note('Serving until Ctrl-C.');
    await stop.stopped;
    session.terminal.note('Stopping …');
    return exitCode.ok;
  } finally {
    await closeHub(hub, session.terminal, session.config);
    stop.dispose();
  }
}

/** Says where the hub is and what it cannot do here. */
export function announceHub(session: Session, hub: ServingHub, isForSample: boolean): void {
  const { terminal, config } = session;
  terminal.note(
    hub.isOwn
      ? `Hub serves at ${hub.url}, data in ${config.home}.`
      : `A hub of ${config.home} serves already at ${hub.url}: using it.`,
  );
  const warning = terminal.noteView.style('yellow', 'Warning:');
  if (hub.sandbox?.kind === 'none') {
    const consequence = config.isUnsandboxed
      ? 'Agents and gates can do whatever you can.'
      : isForSample
        ? 'The sample runs all the same, since every command in it is ours; your own projects need --unsandboxed.'
        : 'Missions are refused until there is one, or the hub is started with --unsandboxed.';
    terminal.note(`${warning} no sandbox: ${hub.sandbox.reason} ${consequence}`);
  }
  if (config.isTierDeprecated) {
    terminal.note(`${warning} the tier is called standalone now; team is its old name.`);
  }
  if (!hub.hasDashboard) {
    terminal.note(`${warning} the dashboard is not built. Build it with: npm run build:web`);
  }
  if (hub.conformanceUrl !== null) terminal.note(`Conformance fixtures at ${hub.conformanceUrl}`);
}
