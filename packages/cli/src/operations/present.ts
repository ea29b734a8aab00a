import type { Client } from '@mosaic/client';
import {
  type AuditVerdict,
  type Operation,
  type OperationOutput,
  operations,
} from '@mosaic/contract';
import { exitCode, exitCodeOfMission } from '../exit-code.ts';
import { limits } from '../limits.ts';
import { followMission } from '../mission/follow-mission.ts';
import { plainText } from '../output/plain-text.ts';
import { createProgress } from '../output/progress.ts';
import type { Renderer } from '../render/renderer.ts';
import { renderers } from '../render/renderers.ts';
import type { Session } from '../session.ts';

interface Asked {
  readonly key: string;
  readonly operation: Operation;
  /** Checked against the schema of the operation. */
  readonly input: Record<string, unknown>;
  readonly client: Client;
}

/** Asks once and shows the answer. */
export async function presentCall(session: Session, asked: Asked): Promise<number> {
  const { key, operation, input, client } = asked;
  const output: unknown = await client.call(operation, input as never);
  if (session.isJson) session.printJson(output);
  else if (key === 'runLogs') await printLog(session, asked, output as LogChunk);
  else session.terminal.print(render(session, key, output));
  return verdict(key, output);
}

/** Shows every item of a stream until it ends. */
export async function presentStream(session: Session, asked: Asked): Promise<number> {
  if (asked.key === 'watchMission') return await watchMission(session, asked);
  for await (const item of asked.client.stream(asked.operation, asked.input as never)) {
    if (session.isJson) session.printJson(item);
    else if (asked.key === 'followRun') session.io.stdout.write(plainText((item as LogChunk).text));
    else session.terminal.print(render(session, asked.key, item));
  }
  return exitCode.ok;
}

type LogChunk = OperationOutput<typeof operations.runLogs>;

function render(session: Session, key: string, output: unknown): string {
  const renderer = renderers[key as keyof typeof renderers] as Renderer<Operation> | undefined;
  if (renderer === undefined) throw new Error(`${key} has no renderer`);
  return renderer(output, session.terminal.view);
}

/** Questions that are answered by the exit code too. */
function verdict(key: string, output: unknown): number {
  if (key !== 'verifyAudit') return exitCode.ok;
  return (output as AuditVerdict).isIntact ? exitCode.ok : exitCode.failed;
}

/** Prints the log to its end, page by page. */
async function printLog(session: Session, { input, client }: Asked, first: LogChunk) {
  let chunk = first;
  for (let page = 1; chunk.text !== ''; page += 1) {
    session.io.stdout.write(plainText(chunk.text));
    if (page === limits.logPagesMax) {
      session.terminal.note(`The log goes on. Read on with: --offset ${chunk.nextOffset}`);
      return;
    }
    const next = { ...input, offset: chunk.nextOffset };
    chunk = await client.call(operations.runLogs, next as never);
  }
}

async function watchMission(session: Session, { input, client }: Asked): Promise<number> {
  const missionId = String(input.missionId);
  const progress = createProgress(session.terminal);
  try {
    const mission = await followMission({
      client,
      missionId,
      view: session.terminal.noteView,
      progress: session.isJson ? null : progress,
      onChange: session.isJson ? session.printJson : () => undefined,
    });
    progress.stop();
    if (!session.isJson) session.terminal.print(render(session, 'missionStatus', mission));
    return exitCodeOfMission(mission.status);
  } finally {
    progress.stop();
  }
}
