import { limits } from '../limits.ts';
import { fitWidth } from './display-width.ts';
import { plainLine } from './plain-text.ts';
import type { Terminal } from './terminal.ts';

/** Says on standard error how far something is. */
export interface Progress {
  /**
   * What is going on now: one redrawn line on a terminal. Elsewhere a line for each new
   * `topic`, which is the text itself when not given.
   */
  update(text: string, topic?: string): void;
  /** Something worth keeping, printed above. */
  keep(text: string): void;
  stop(): void;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const clearLine = '\r\u001b[2K';

/** Starts a progress line; `stop` must be called in the end. */
export function createProgress(terminal: Terminal): Progress {
  return terminal.isLive ? liveProgress(terminal) : plainProgress(terminal);
}

function liveProgress(terminal: Terminal): Progress {
  let text = '';
  let frame = 0;
  const { style, columns } = terminal.noteView;
  const draw = () => {
    if (text === '') return;
    const sign = style('cyan', frames[frame % frames.length] ?? '');
    terminal.draw(`${clearLine}${sign} ${fitWidth(text, columns - 3)}`);
  };
  const timer = setInterval(() => {
    frame += 1;
    draw();
  }, limits.spinnerMs);
  timer.unref();
  return {
    update(next) {
      text = plainLine(next);
      draw();
    },
    keep(line) {
      terminal.draw(`${clearLine}${line}\n`);
      draw();
    },
    stop() {
      clearInterval(timer);
      if (text !== '') terminal.draw(clearLine);
      text = '';
    },
  };
}

function plainProgress(terminal: Terminal): Progress {
  let last = '';
  return {
    update(text, topic = text) {
      if (topic !== last) terminal.note(plainLine(text));
      last = topic;
    },
    keep: (line) => terminal.note(line),
    stop: () => undefined,
  };
}
