import {
  MosaicError,
  type Operation,
  operation,
  operations,
  type Permission,
} from '@mosaic/contract';
import { z } from 'zod';
import { authorise, isAllowed } from '../../../pipeline/authorise.ts';
import type { Backbone, Call } from '../../../pipeline/backbone.ts';
import type { Principal } from '../../../pipeline/principal.ts';
import { validateInput } from '../../../pipeline/validate.ts';

const Note = z.object({ seq: z.int(), text: z.string() });

export const addNote = operation({
  name: 'note.add',
  kind: 'command',
  summary: 'Add a note.',
  permission: 'note:write',
  input: z.object({ text: z.string().min(1).max(100) }),
  output: Note,
  errors: ['conflict'],
  example: { text: 'hello' },
});

export const watchNotes = operation({
  name: 'note.watch',
  kind: 'stream',
  summary: 'Follow notes.',
  permission: 'note:read',
  input: z.object({ after: z.int().min(0).default(0) }),
  output: Note,
  errors: [],
  example: {},
});

/** Yields its notes and is over. */
export const dumpNotes = operation({
  ...watchNotes,
  name: 'note.dump',
  summary: 'Read all notes.',
});

export const breakNote = operation({
  name: 'note.break',
  kind: 'query',
  summary: 'Fail as a bug does.',
  permission: 'note:read',
  input: z.object({}),
  output: z.object({}),
  errors: [],
  example: {},
});

/** A command that takes until it is aborted. */
export const waitNote = operation({ ...breakNote, name: 'note.wait', summary: 'Wait forever.' });

export const hiddenNote = operation({ ...addNote, name: 'note.hidden', internal: true });

export const tokens = {
  owner: 'msc_owner',
  reader: 'msc_reader',
  bound: 'msc_bound',
} as const;

const taskId = 'tsk_0190b5c8-6c1f-7000-8000-000000000000';
const runId = 'run_0190b5c8-6c1f-7000-8000-000000000000';
const principals = new Map<string, Principal>([
  [tokens.owner, principal('owner', 'all')],
  [tokens.reader, principal('reader', new Set<Permission>(['note:read', 'task:read']))],
  [tokens.bound, { ...principal('task', 'all'), binding: { taskId, runId } }],
]);

export interface MemoryBackbone extends Backbone {
  /** Every call that got past authentication, as the pipeline would audit it. */
  readonly calls: Call[];
  readonly notes: z.output<typeof Note>[];
  /** How many calls saw their caller go away. */
  aborted: number;
}

/** A backbone of a few notes, beside the real vocabulary of the contract. */
export function createMemoryBackbone(): MemoryBackbone {
  const calls: Call[] = [];
  const notes: z.output<typeof Note>[] = [];
  const answers = new Map<string, unknown>();
  const all: readonly Operation[] = [
    ...Object.values(operations),
    addNote,
    watchNotes,
    dumpNotes,
    breakNote,
    waitNote,
    hiddenNote,
  ];
  const authenticate = async (token: string | null): Promise<Principal> => {
    const found = principals.get(token ?? '');
    if (found) return found;
    throw new MosaicError('unauthenticated', 'This token is not known. Log in again.');
  };
  const open = async (call: Call) => {
    const caller = await authenticate(call.token);
    calls.push(call);
    const found = all.find(({ name, internal }) => name === call.operation && !internal);
    if (!found) throw new MosaicError('not_found', `There is no operation ${call.operation}.`);
    authorise(caller, found, call.input);
    return validateInput(found, call.input);
  };
  const backbone: MemoryBackbone = {
    operations: all,
    calls,
    notes,
    aborted: 0,
    authenticate,
    isAllowed,
    async call(call) {
      const input = await open(call);
      if (call.operation === breakNote.name) throw new TypeError('secret inner detail');
      if (call.operation === waitNote.name) return waitForAbort(backbone, call.signal);
      if (call.operation !== addNote.name) throw new MosaicError('not_found', 'Nothing is there.');
      const known = answers.get(call.idempotencyKey ?? '');
      if (known) return known;
      const note = { seq: notes.length + 1, text: String(input.text) };
      if (notes.some(({ text }) => text === note.text)) {
        throw new MosaicError('conflict', 'That note exists.', { details: { text: note.text } });
      }
      notes.push(note);
      if (call.idempotencyKey) answers.set(call.idempotencyKey, note);
      return note;
    },
    async stream(call) {
      const input = await open(call);
      const later = notes.filter(({ seq }) => seq > Number(input.after));
      return call.operation === dumpNotes.name ? over(later) : openEnded(later, call.signal);
    },
  };
  return backbone;
}

function principal(name: string, permissions: Principal['permissions']): Principal {
  return { name, tenant: 'local', permissions, binding: null };
}

async function* over(items: readonly unknown[]): AsyncGenerator<unknown> {
  yield* items;
}

async function* openEnded(
  items: readonly unknown[],
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown> {
  yield* items;
  await abortOf(signal);
}

async function waitForAbort(backbone: MemoryBackbone, signal: AbortSignal | undefined) {
  await abortOf(signal);
  backbone.aborted += 1;
  return {};
}

function abortOf(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
