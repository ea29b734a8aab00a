import { limits } from '../limits.ts';
import type { AgentSession, OpenedSession, RuntimeEvent, TurnEnd } from '../runtime.ts';
import { addSpent, contextPercent } from '../usage.ts';
import { eventLine } from './event-line.ts';
import type { WorkerRequest } from './worker-request.ts';

/** Bounds of one run with their defaults filled in. */
interface RunBounds {
  readonly thresholdPercent: number;
  readonly hardPercent: number;
  readonly sessionsMax: number;
  readonly turnsMax: number;
}

/** What is counted over all sessions of one run. */
export interface WorkerRun {
  readonly request: WorkerRequest;
  readonly bounds: RunBounds;
  /** Sessions opened, those that failed to take over included. */
  sessions: number;
  turns: number;
  handoffs: number;
  /** Cost of closed sessions; null once one of them is unknown. */
  closedTokens: number | null;
  contextPercent: number | null;
}

/** One session with what it told since it began. */
export interface LiveSession {
  readonly session: AgentSession;
  hasCompacted: boolean;
  /** Cuts off the running turn. */
  cutOff: (() => void) | null;
}

export interface WorkerTurn {
  readonly end: TurnEnd;
  /** The turn was cut off because the context is at the hard limit. */
  readonly isCutOff: boolean;
}

export function startRun(request: WorkerRequest): WorkerRun {
  const thresholdPercent = request.thresholdPercent ?? 55;
  return {
    request,
    bounds: {
      thresholdPercent,
      hardPercent: Math.max(thresholdPercent, request.hardPercent ?? 60),
      sessionsMax: request.sessionsMax ?? limits.sessionsMax,
      turnsMax: request.turnsMax ?? limits.turnsMax,
    },
    sessions: 0,
    turns: 0,
    handoffs: 0,
    closedTokens: 0,
    contextPercent: null,
  };
}

export type OpenedLive =
  | { readonly live: LiveSession; readonly failure: null }
  | { readonly live: null; readonly failure: NonNullable<OpenedSession['failure']> };

/** Opens a session in a host of its own and listens to it. */
export async function openLive(run: WorkerRun): Promise<OpenedLive> {
  const { request } = run;
  const state: { live: LiveSession | null; hasCompacted: boolean } = {
    live: null,
    hasCompacted: false,
  };
  const onEvent = (event: RuntimeEvent) => {
    const line = eventLine(event);
    if (line !== '') request.onLog(line);
    if (event.type === 'compaction') {
      state.hasCompacted = true;
      if (state.live !== null) state.live.hasCompacted = true;
    }
    if (event.type === 'usage' && state.live !== null) noteUsage(run, state.live);
  };
  const { workdir, mcp, env, assignment } = request;
  const host = await request.openHost();
  const opened = await request.runtime.open({ workdir, mcp, env, assignment, onEvent }, host);
  if (opened.failure !== null) return { live: null, failure: opened.failure };
  run.sessions += 1;
  run.contextPercent = null;
  const live = { session: opened.session, hasCompacted: state.hasCompacted, cutOff: null };
  state.live = live;
  return { live, failure: null };
}

/** One prompt and its turn, cut off when the context reaches the hard limit. */
export async function takeTurn(
  run: WorkerRun,
  live: LiveSession,
  prompt: string,
): Promise<WorkerTurn> {
  run.turns += 1;
  const cut = new AbortController();
  live.cutOff = () => cut.abort();
  const end = await live.session.prompt(prompt, AbortSignal.any([run.request.signal, cut.signal]));
  live.cutOff = null;
  noteUsage(run, live);
  return { end, isCutOff: cut.signal.aborted };
}

/** Closes a session; what it spent counts from now on. */
export async function closeLive(run: WorkerRun, live: LiveSession): Promise<void> {
  await live.session.close();
  run.closedTokens = addSpent(run.closedTokens, live.session.usage().spentTokens);
}

function noteUsage(run: WorkerRun, live: LiveSession): void {
  const usage = live.session.usage();
  const percent = contextPercent(usage);
  if (percent !== null) run.contextPercent = percent;
  run.request.onUsage({
    usedTokens: addSpent(run.closedTokens, usage.spentTokens),
    contextPercent: run.contextPercent,
  });
  if (percent !== null && percent >= run.bounds.hardPercent) live.cutOff?.();
}
