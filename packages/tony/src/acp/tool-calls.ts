import { fileURLToPath } from 'node:url';
import { limits } from '../limits.ts';
import type { RuntimeEvent } from '../runtime.ts';
import { titleText } from '../turn-text.ts';
import type { ToolCallFacts } from './session-update.ts';

/** What is known about one tool call; updates and permission requests tell only what changed. */
export interface KnownToolCall {
  readonly title: string;
  readonly name: string;
  readonly kind: string | null;
  readonly status: string;
  readonly paths: readonly string[];
}

export interface ToolCalls {
  /** Adds what an update tells and returns all that is known. */
  note(update: ToolCallFacts): KnownToolCall;
}

/** Remembers the newest tool calls of a session. */
export function createToolCalls(): ToolCalls {
  const calls = new Map<string, KnownToolCall>();
  return {
    note(update) {
      const before = calls.get(update.toolCallId);
      const paths = pathsOf(update);
      const known: KnownToolCall = {
        title: update.title == null ? (before?.title ?? 'tool') : titleText(update.title),
        name: update.name == null ? (before?.name ?? '') : titleText(update.name),
        kind: update.kind ?? before?.kind ?? null,
        status: update.status ?? before?.status ?? 'pending',
        paths: [...new Set([...(before?.paths ?? []), ...paths])],
      };
      calls.delete(update.toolCallId);
      calls.set(update.toolCallId, known);
      const [oldest] = calls.keys();
      if (calls.size > limits.toolCallsMax && oldest !== undefined) calls.delete(oldest);
      return known;
    },
  };
}

export function toolEvent(id: string, call: KnownToolCall): RuntimeEvent {
  return {
    type: 'tool',
    id: titleText(id),
    title: call.title,
    kind: titleText(call.kind ?? 'other'),
    status: titleText(call.status),
    paths: call.paths.slice(0, limits.toolPathsMax).map((path) => titleText(path)),
  };
}

/** Names under which agents pass a path to their own tools. */
const pathFields = [
  'path',
  'file_path',
  'filePath',
  'abs_path',
  'notebook_path',
  'cwd',
  'directory',
];

function pathsOf({ locations, content, rawInput }: ToolCallFacts): string[] {
  const input = typeof rawInput === 'object' && rawInput !== null ? rawInput : {};
  const given = [
    ...(locations ?? []).map(({ path }) => path),
    ...(content ?? []).map((part) => (part.type === 'diff' ? part.path : null)),
    ...pathFields.map((field) => Reflect.get(input, field)),
  ];
  return given.filter((path) => typeof path === 'string' && path !== '').map(plainPath);
}

function plainPath(path: string): string {
  if (!path.startsWith('file:')) return path;
  try {
    return fileURLToPath(path);
  } catch {
    return '/';
  }
}
