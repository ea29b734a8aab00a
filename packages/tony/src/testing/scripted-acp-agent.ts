/**
 * An agent without a model that speaks the Agent Client Protocol and plays the script of the
 * task it is given. Usage: `node scripted-acp-agent.ts PLAN [CAPABILITIES]`, where the second
 * is JSON laid over what `initialize` answers.
 */
import { Readable, Writable } from 'node:stream';
import {
  type AgentContext,
  agent,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  type PromptResponse,
  RequestError,
} from '@agentclientprotocol/sdk/unstable';
import { type Turn, tellStep } from './protocol-steps.ts';
import { isEchoRequest, play, readPlan, scriptFor, taskKeyOf } from './stage.ts';
import type { Script, Step } from './step.ts';

const plan = readPlan(process.argv[2]);
const capabilities = JSON.parse(process.argv[3] ?? '{}');
const sessionId = 'scripted';

let taskKey = '';
let prompts = 0;
let hasEchoed = false;
let cancelled = new AbortController();

/** Steps for the next prompt; remembers where in the script it is. */
function stepsFor(prompt: string): readonly Step[] {
  taskKey = taskKeyOf(prompt) || taskKey;
  const script = scriptFor(plan, taskKey);
  if (isEchoRequest(prompt)) {
    hasEchoed = true;
    return script.echo ?? [{ do: 'echo' }];
  }
  prompts += 1;
  return prompts === 1 ? firstSteps(script) : laterSteps(script, prompts - 2);
}

function firstSteps(script: Script): readonly Step[] {
  return hasEchoed ? (script.takeover ?? script.work) : script.work;
}

function laterSteps({ followUps = [] }: Script, index: number): readonly Step[] {
  return followUps[index] ?? followUps.at(-1) ?? [];
}

async function answer(prompt: string, client: AgentContext): Promise<PromptResponse> {
  cancelled = new AbortController();
  const { signal } = cancelled;
  const turn: Turn = { sessionId, client, usage: null, stopReason: 'end_turn' };
  const steps = stepsFor(prompt);
  const stage = {
    taskKey,
    prompt,
    signal,
    say: (text: string) =>
      client.notify(methods.client.session.update, {
        sessionId,
        update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } },
      }),
    raw: (text: string) => new Promise<void>((done) => process.stdout.write(text, () => done())),
    tell: (step: Parameters<typeof tellStep>[1]) =>
      tellStep(turn, step, (next) => play(next, stage)),
  };
  await play(steps, stage);
  const stopReason = signal.aborted ? 'cancelled' : turn.stopReason;
  return turn.usage === null ? { stopReason } : { stopReason, usage: turn.usage };
}

const connection = agent({ name: 'scripted' })
  .onRequest(methods.agent.initialize, () => ({
    protocolVersion: PROTOCOL_VERSION,
    agentInfo: { name: 'scripted', version: '1' },
    agentCapabilities: { mcpCapabilities: { http: true } },
    ...capabilities,
  }))
  .onRequest(methods.agent.session.new, ({ params }) => {
    if (capabilities.needsSignIn === true) throw RequestError.authRequired();
    process.stderr.write(`mcp servers: ${params.mcpServers.length}\n`);
    return { sessionId };
  })
  .onRequest(methods.agent.session.prompt, ({ params, client }) => {
    const [first] = params.prompt;
    return answer(first?.type === 'text' ? first.text : '', client);
  })
  .onNotification(methods.agent.session.cancel, () => cancelled.abort())
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));

await connection.closed;
process.exit(0);
