import type { Script, Step } from './step.ts';

/** A change a scripted worker makes. */
export interface Change {
  readonly path: string;
  readonly text: string;
  readonly message: string;
}

const madeUpCommit = '0123456789abcdef0123456789abcdef01234567';

function make({ path, text, message }: Change): readonly Step[] {
  return [
    { do: 'write', path, text },
    { do: 'commit', message },
  ];
}

/** Scripts of workers as they are met: good ones, liars, and broken ones. */
export const behaviours = {
  /** Makes the change, commits it, and tells so. */
  honest: (change: Change): Script => ({
    work: [...make(change), { do: 'result', status: 'success', used: '4.2K' }],
  }),
  /** Claims success without having done anything. */
  liesAboutChange: (): Script => ({ work: [{ do: 'result', status: 'success' }] }),
  /** Claims success with a commit that does not exist. */
  liesAboutCommit: (): Script => ({
    work: [{ do: 'result', status: 'success', commit: madeUpCommit }],
  }),
  reportsFailure: (notes: string): Script => ({
    work: [{ do: 'result', status: 'failed', commit: 'none', notes }],
  }),
  /** Works, but also writes where it must not. */
  trespasses: (change: Change, paths: readonly string[]): Script => ({
    work: [
      ...paths.map((path): Step => ({ do: 'write', path, text: 'trespass\n' })),
      ...make(change),
      { do: 'result', status: 'success' },
    ],
  }),
  hangs: (): Script => ({ work: [{ do: 'hang', isStubborn: true }] }),
  /** Ends without a word. */
  silent: (): Script => ({ work: [] }),
  diesMidTurn: (change: Change): Script => ({ work: [...make(change), { do: 'exit', code: 3 }] }),
  /** Prints lines that are no protocol until it is stopped. */
  floods: (): Script => ({
    work: [
      { do: 'raw', text: `${'flood '.repeat(200)}\n`, repeat: 100, times: 400 },
      { do: 'hang', isStubborn: true },
    ],
  }),
  /** Prints one line without end. */
  floodsOneLine: (): Script => ({
    work: [
      { do: 'raw', text: 'x', repeat: 1024 * 1024, times: 64 },
      { do: 'hang', isStubborn: true },
    ],
  }),
  /** Prints broken JSON between its messages, then works honestly. */
  malformed: (change: Change): Script => ({
    work: [
      { do: 'raw', text: '{"jsonrpc":"2.0","method":"session/upd\nWarning: { not json\n[]\n' },
      { do: 'raw', text: '{"jsonrpc":"2.0","method":"session/update","params":{"odd":1}}\n' },
      ...make(change),
      { do: 'result', status: 'success' },
    ],
  }),
  /** Talks instead of giving its result, until it is asked `afterRequests` times. */
  forgetsResult: (change: Change, afterRequests: number): Script => ({
    work: [...make(change), { do: 'say', text: 'All done!' }],
    followUps: [
      ...Array.from({ length: afterRequests - 1 }, (): Step[] => [{ do: 'say', text: 'Done.' }]),
      [{ do: 'result', status: 'success' }],
    ],
  }),
  /** Fills its context without finishing; a successor finishes. */
  fillsContext: (change: Change, percent: number, finish: Change): Script => ({
    work: [
      { do: 'usage', used: 10_000, size: 100_000 },
      ...make(change),
      { do: 'usage', used: percent * 1_000, size: 100_000 },
      { do: 'say', text: 'First half is done.' },
    ],
    followUps: [[{ do: 'say', text: 'Left: the second half.' }]],
    takeover: [...make(finish), { do: 'result', status: 'success' }],
  }),
} as const;
