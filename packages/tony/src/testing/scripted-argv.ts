import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('./scripted-command-worker.ts', import.meta.url));
const acp = fileURLToPath(new URL('./scripted-acp-agent.ts', import.meta.url));

/** Command line of the scripted worker; `plan` is a path, or the plan as JSON. */
export function scriptedCommandArgv(node: string, plan: string): string[] {
  return [node, command, plan];
}

/** Command line of the scripted agent; `answers` is laid over what `initialize` answers. */
export function scriptedAcpArgv(node: string, plan: string, answers: object = {}): string[] {
  return [node, acp, plan, JSON.stringify(answers)];
}
