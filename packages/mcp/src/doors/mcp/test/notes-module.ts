import { MosaicError, operation } from '@mosaic/contract';
import { z } from 'zod';
import type { Module } from '../../../module.ts';
import { command, query, stream } from '../../../pipeline/handler.ts';

const Note = z.object({ seq: z.int(), text: z.string() });

const add = operation({
  name: 'note.add',
  kind: 'command',
  summary: 'Add a note.',
  permission: 'note:write',
  input: z.object({ text: z.string().min(1).max(100) }),
  output: Note,
  errors: ['conflict'],
  example: { text: 'hello' },
});
const watch = operation({
  name: 'note.watch',
  kind: 'stream',
  summary: 'Follow notes.',
  permission: 'task:read',
  input: z.object({ after: z.int().min(0).default(0) }),
  output: Note,
  errors: [],
  example: {},
});
const dump = operation({ ...watch, name: 'note.dump', summary: 'Read all notes.' });
const wait = operation({
  name: 'note.wait',
  kind: 'query',
  summary: 'Wait until the caller goes away.',
  permission: 'note:read',
  input: z.object({}),
  output: z.object({}),
  errors: [],
  example: {},
});
const fail = operation({ ...wait, name: 'note.break', summary: 'Fail as a bug does.' });
const hidden = operation({ ...add, name: 'note.hidden', internal: true });

/** One operation of each kind and each way to end, on the real pipeline. */
export function createNotesModule() {
  const notes: z.output<typeof Note>[] = [];
  const gone = { count: 0, watchers: 0 };
  const after = (seq: number) => notes.filter((note) => note.seq > seq);
  const module: Module = {
    name: 'notes',
    migrations: [],
    handlers: [
      command(add, async ({ hint }, { text }) => {
        if (notes.some((note) => note.text === text)) {
          throw new MosaicError('conflict', `The note ${text} exists.`, { details: { text } });
        }
        const note = { seq: notes.length + 1, text };
        notes.push(note);
        hint('notes');
        return note;
      }),
      stream(watch, async function* ({ signal, waitForHint }, { after: seen }) {
        let last = seen;
        while (!signal.aborted) {
          for (const note of after(last)) {
            yield note;
            last = note.seq;
          }
          await waitForHint('notes', 1_000);
        }
        gone.watchers += 1;
      }),
      stream(dump, async function* (_context, { after: seen }) {
        yield* after(seen);
      }),
      query(wait, async ({ signal }) => {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        gone.count += 1;
        return {};
      }),
      query(fail, async () => {
        throw new TypeError('secret inner detail');
      }),
      command(hidden, async (_context, { text }) => ({ seq: 0, text })),
    ],
  };
  return { module, notes, gone };
}
