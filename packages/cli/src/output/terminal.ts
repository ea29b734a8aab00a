import { styleText } from 'node:util';
import type { Io, TextSink } from '../io.ts';
import { limits } from '../limits.ts';

export type Format = Parameters<typeof styleText>[0];
export type Style = (format: Format, text: string) => string;

/** What a renderer needs to know about where its text goes. */
export interface View {
  readonly style: Style;
  /** Columns to stay within. */
  readonly columns: number;
  readonly nowMs: number;
}

/** Results go to `print` (standard output), everything said on the way to `note` (standard error). */
export interface Terminal {
  print(text: string): void;
  note(text: string): void;
  /** Writes to standard error as it is, without a line feed. */
  draw(text: string): void;
  /** True where a single line may be redrawn. */
  readonly isLive: boolean;
  readonly view: View;
  /** The view of notes, which may be coloured when results are piped away. */
  readonly noteView: View;
}

export interface TerminalOptions {
  readonly isJson: boolean;
  readonly isColorRefused: boolean;
}

export function createTerminal(io: Io, options: TerminalOptions): Terminal {
  const view = (sink: TextSink): View => ({
    style: hasColor(io, sink, options.isColorRefused)
      ? (format, text) => styleText(format, text, { validateStream: false })
      : (_format, text) => text,
    columns: sink.columns || limits.columnsDefault,
    get nowMs() {
      return io.now();
    },
  });
  return {
    print: (text) => void io.stdout.write(`${text}\n`),
    note: (text) => void io.stderr.write(`${text}\n`),
    draw: (text) => void io.stderr.write(text),
    isLive: io.stderr.isTTY === true && io.env.TERM !== 'dumb' && !options.isJson,
    view: view(io.stdout),
    noteView: view(io.stderr),
  };
}

/** `--no-color`, then FORCE_COLOR, then NO_COLOR, then whether it is a terminal that can. */
function hasColor(io: Io, sink: TextSink, isColorRefused: boolean): boolean {
  if (isColorRefused) return false;
  const forced = io.env.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return !['0', 'false'].includes(forced);
  if (io.env.NO_COLOR) return false;
  return sink.isTTY === true && io.env.TERM !== 'dumb';
}
