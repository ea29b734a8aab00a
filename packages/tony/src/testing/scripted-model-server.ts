import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export type ModelWire = 'openai' | 'anthropic';

/** One request as it came in, as far as a script looks at it. */
export interface ModelRequest {
  /** Counted from 1. */
  readonly number: number;
  readonly instructions: string;
  readonly prompt: string;
  /** Schema the answer has to keep to; null where only JSON was asked for. */
  readonly schema: unknown;
}

/** What the server answers. `text` is what the model says, whatever it is. */
export type ModelAnswer =
  | { readonly text: string; readonly finish?: 'length'; readonly usage?: ModelTokens | null }
  | { readonly refusal: string }
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  /** No answer ever. */
  | { readonly silence: true };

export interface ModelTokens {
  readonly input: number;
  readonly output: number;
}

export interface ScriptedModelServer {
  /** As settings name it. */
  readonly baseUrl: string;
  readonly requests: readonly ModelRequest[];
  /** Requests that are not as the wire format asks for; a test expects none. */
  readonly problems: readonly string[];
  readonly close: () => Promise<void>;
}

const usualTokens: ModelTokens = { input: 100, output: 50 };

/**
 * A model server for tests: speaks one wire format over HTTP, checks the shape of each request, and
 * answers what the script says.
 */
export async function startModelServer(
  wire: ModelWire,
  script: (request: ModelRequest) => ModelAnswer,
  apiKey = 'test-key',
): Promise<ScriptedModelServer> {
  const requests: ModelRequest[] = [];
  const problems: string[] = [];
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await bodyOf(incoming);
    const problem = headProblem(wire, incoming, apiKey);
    const parsed = shapes[wire].safeParse(body);
    if (problem !== null || !parsed.success) {
      problems.push(problem ?? z.prettifyError(parsed.error ?? new z.ZodError([])));
      outgoing.writeHead(400).end(JSON.stringify({ error: { message: 'bad request' } }));
      return;
    }
    const request = { number: requests.length + 1, ...parsed.data };
    requests.push(request);
    send(wire, outgoing, script(request));
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    problems,
    close: () => closed(server),
  };
}

const Words = z.union([z.string(), z.array(z.looseObject({ text: z.string() }))]);

function wordsOf(value: z.output<typeof Words>): string {
  return typeof value === 'string' ? value : value.map(({ text }) => text).join('\n');
}

const Message = z.object({ role: z.enum(['system', 'user']), content: Words });

/** The parts of each wire format that planning uses; anything else is a problem. */
const shapes = {
  openai: z
    .strictObject({
      model: z.string().min(1),
      messages: z.array(Message).length(2),
      max_tokens: z.int().min(1).optional(),
      response_format: z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('json_object') }),
        z.strictObject({
          type: z.literal('json_schema'),
          json_schema: z.strictObject({
            name: z.string().regex(/^[\w-]{1,64}$/),
            strict: z.literal(true),
            schema: z.looseObject({ type: z.literal('object') }).refine(isStrict, 'is not strict'),
          }),
        }),
      ]),
    })
    .transform(({ messages: [system, user], response_format }) => ({
      instructions: system === undefined ? '' : wordsOf(system.content),
      prompt: user === undefined ? '' : wordsOf(user.content),
      schema: 'json_schema' in response_format ? response_format.json_schema.schema : null,
    })),
  anthropic: z
    .strictObject({
      model: z.string().min(1),
      max_tokens: z.int().min(1),
      system: Words,
      messages: z.array(Message).length(1),
      tools: z
        .array(
          z.looseObject({
            name: z.literal('json'),
            input_schema: z.looseObject({ type: z.literal('object') }),
          }),
        )
        .length(1),
      tool_choice: z.looseObject({ type: z.enum(['any', 'tool']) }),
    })
    .transform(({ system, messages: [user], tools: [tool] }) => ({
      instructions: wordsOf(system),
      prompt: user === undefined ? '' : wordsOf(user.content),
      schema: tool?.input_schema,
    })),
};

/** Strict servers want every property required and no others allowed. */
function isStrict(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true;
  if (Array.isArray(schema)) return schema.every(isStrict);
  const { properties, required, additionalProperties } = schema as Record<string, unknown>;
  if (typeof properties === 'object' && properties !== null) {
    const names = Object.keys(properties);
    const isClosed = additionalProperties === false && Array.isArray(required);
    if (!isClosed || names.some((name) => !required.includes(name))) return false;
  }
  return Object.values(schema).every(isStrict);
}

function headProblem(wire: ModelWire, incoming: IncomingMessage, apiKey: string): string | null {
  const path = wire === 'openai' ? '/v1/chat/completions' : '/v1/messages';
  const { method, url, headers } = incoming;
  if (method !== 'POST' || url !== path) return `${method} ${url} instead of POST ${path}`;
  if (headers['content-type'] !== 'application/json') return 'the body is not sent as JSON';
  if (wire === 'openai') {
    return headers.authorization === `Bearer ${apiKey}` ? null : 'the key is missing';
  }
  if (headers['anthropic-version'] === undefined) return 'the version of the API is missing';
  return headers['x-api-key'] === apiKey ? null : 'the key is missing';
}

function send(wire: ModelWire, outgoing: ServerResponse, answer: ModelAnswer): void {
  if ('silence' in answer) return;
  if ('status' in answer) {
    const body = answer.body ?? { type: 'error', error: { type: 'error', message: 'no' } };
    outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    outgoing.end(JSON.stringify(body));
    return;
  }
  const body = wire === 'openai' ? openaiBody(answer) : anthropicBody(answer);
  outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

type Spoken = Extract<ModelAnswer, { text: string } | { refusal: string }>;

function tokensOf(answer: Spoken): ModelTokens | null {
  return 'text' in answer && answer.usage !== undefined ? answer.usage : usualTokens;
}

function openaiBody(answer: Spoken): unknown {
  const tokens = tokensOf(answer);
  const message =
    'refusal' in answer
      ? { role: 'assistant', content: null, refusal: answer.refusal }
      : { role: 'assistant', content: answer.text };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'test',
    choices: [{ index: 0, message, finish_reason: 'finish' in answer ? answer.finish : 'stop' }],
    ...(tokens === null
      ? {}
      : {
          usage: {
            prompt_tokens: tokens.input,
            completion_tokens: tokens.output,
            total_tokens: tokens.input + tokens.output,
          },
        }),
  };
}

function anthropicBody(answer: Spoken): unknown {
  const tokens = tokensOf(answer) ?? usualTokens;
  const input = 'text' in answer ? jsonOrNull(answer.text) : null;
  const content =
    input === null
      ? [{ type: 'text', text: 'refusal' in answer ? answer.refusal : answer.text }]
      : [{ type: 'tool_use', id: 'toolu_1', name: 'json', input }];
  const finish = 'finish' in answer ? 'max_tokens' : input === null ? 'end_turn' : 'tool_use';
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'test',
    content,
    stop_reason: 'refusal' in answer ? 'refusal' : finish,
    stop_sequence: null,
    usage: { input_tokens: tokens.input, output_tokens: tokens.output },
  };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return jsonOrNull(Buffer.concat(chunks).toString());
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
