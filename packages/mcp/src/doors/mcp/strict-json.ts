import { mcpLimits } from './limits.ts';

export type JsonObject = { readonly [key: string]: unknown };

/** A refusal of a message, with its JSON-RPC error code. */
export class MessageRefusal extends Error {
  override readonly name = 'MessageRefusal';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const parseError = -32700;
const invalidRequest = -32600;

/** Members with a meaning to the protocol; any other spelling of them is an attack or a mistake. */
const envelopeMembers = byLowerCase(['jsonrpc', 'id', 'method', 'params', 'result', 'error']);
const paramsMembers = byLowerCase([
  '_meta',
  'name',
  'arguments',
  'uri',
  'cursor',
  'protocolVersion',
  'capabilities',
  'clientInfo',
  'inputResponses',
  'requestState',
]);

/**
 * Parses one JSON-RPC message and refuses what two parsers could read differently.
 *
 * A proxy in front of the hub and the hub itself must agree on what is called, so
 * duplicate keys, case variants of protocol members (`Method`), `__proto__`, invalid
 * UTF-8, batches and ids beyond 2^53 are errors rather than a matter of taste.
 *
 * @throws {MessageRefusal} with `-32700` for what is not JSON and `-32600` for the rest
 */
export function parseMessage(body: Uint8Array): JsonObject {
  const text = decodeUtf8(body);
  const value = parseJson(text);
  if (Array.isArray(value)) {
    throw new MessageRefusal(invalidRequest, 'Batches are not supported: send one message each.');
  }
  if (!isObject(value)) {
    throw new MessageRefusal(invalidRequest, 'A message must be a JSON object.');
  }
  refuseAmbiguousKeys(text);
  refuseCaseVariants(value, envelopeMembers);
  if (isObject(value.params)) refuseCaseVariants(value.params, paramsMembers);
  if (typeof value.id === 'number' && !Number.isSafeInteger(value.id)) {
    throw new MessageRefusal(invalidRequest, 'The id must be a string or an integer below 2^53.');
  }
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new MessageRefusal(parseError, 'The message is not valid UTF-8.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MessageRefusal(parseError, 'The message is not valid JSON.');
  }
}

function byLowerCase(members: readonly string[]): ReadonlyMap<string, string> {
  return new Map(members.map((member) => [member.toLowerCase(), member]));
}

function refuseCaseVariants(object: JsonObject, members: ReadonlyMap<string, string>): void {
  for (const key of Object.keys(object)) {
    const member = members.get(key.toLowerCase());
    if (member === undefined || member === key) continue;
    throw new MessageRefusal(invalidRequest, `Member names are case-sensitive: use "${member}".`);
  }
}

/** Walks text that `JSON.parse` accepted, so every string is closed and brackets match. */
function refuseAmbiguousKeys(text: string): void {
  /** Keys seen in each open object; null for an open array. */
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null);
      expectsKey = char === '{';
      if (open.length > mcpLimits.depthMax) {
        throw new MessageRefusal(invalidRequest, `Nesting is deeper than ${mcpLimits.depthMax}.`);
      }
    } else if (char === '}' || char === ']') {
      open.pop();
      expectsKey = false;
    } else if (char === ',') {
      expectsKey = open.at(-1) != null;
    } else if (char === '"') {
      const end = endOfString(text, index);
      const keys = open.at(-1);
      if (expectsKey && keys) addKey(keys, JSON.parse(text.slice(index, end + 1)));
      expectsKey = false;
      index = end;
    }
  }
}

function addKey(keys: Set<string>, key: string): void {
  if (key === '__proto__') {
    throw new MessageRefusal(invalidRequest, 'The key "__proto__" is not allowed.');
  }
  if (keys.has(key)) {
    throw new MessageRefusal(invalidRequest, 'An object has the same key twice.');
  }
  keys.add(key);
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}
