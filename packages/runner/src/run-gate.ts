import { type Evidence, operations } from '@mosaic/contract';
import { createGateLog } from './gate-log.ts';
import { limits } from './limits.ts';
import { runCommand } from './run-command.ts';
import type { RunContext } from './run-context.ts';
import type { NamedGate } from './runner-options.ts';

export interface GateRequest {
  gate: NamedGate;
  commit: string;
  checkout: string;
  isRequired: boolean;
  egress: { readonly socketPath: string } | null;
}

/** What one gate said, as kept with the evidence. */
export interface GateOutcome {
  evidence: Evidence;
  log: string;
}

/** Runs one gate in the checkout and stores what it did, whatever that was. */
export async function runGate(context: RunContext, request: GateRequest): Promise<GateOutcome> {
  const { gate, commit, checkout, isRequired } = request;
  context.log.line(`gate ${gate.name}: ${gate.command}`);
  const log = createGateLog();
  const exit = await runCommand(context, {
    argv: ['/bin/sh', '-c', gate.command],
    directory: checkout,
    timeoutMs: gate.timeoutMs,
    silenceMs: Math.min(limits.silenceMs, gate.timeoutMs),
    egress: request.egress,
    onOutput: (chunk) => log.add(chunk),
  });
  context.signal.throwIfAborted();
  const passed = exit.endedBy === 'exit' && exit.exitCode === 0;
  const { log: text, ...facts } = log.finish();
  const evidence = await context.options.client.call(operations.addEvidence, {
    runId: context.runId,
    fencingToken: context.fencingToken,
    gate: gate.name,
    command: gate.command,
    commit,
    exitCode: exit.exitCode,
    endedBy: endedBy(exit.endedBy),
    durationMs: Math.round(exit.durationMs),
    passed,
    required: isRequired,
    sandboxed: context.sandbox === 'bubblewrap',
    ...facts,
    log: text,
  });
  context.log.line(
    `gate ${gate.name}: ${passed ? 'green' : `red (${exit.exitCode ?? exit.endedBy})`}`,
  );
  return { evidence, log: text };
}

/** Limits of memory and processes end a command from outside, as a signal does. */
function endedBy(reason: string): Evidence['endedBy'] {
  switch (reason) {
    case 'exit':
    case 'timeout':
    case 'flood':
    case 'disk_quota':
      return reason;
    case 'silence':
      return 'timeout';
    default:
      return 'signal';
  }
}
