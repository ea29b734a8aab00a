import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of the benchmarks in a process of its own that answers each line with a line of JSON. */
export interface Child {
  /** The next line it says. */
  said<Answer>(): Promise<Answer>;
  ask<Answer>(line: string): Promise<Answer>;
  /** Closes its standard input, which ends it. */
  end(): Promise<void>;
}

export function startChild(program: string, args: readonly string[]): Child {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error(`${program} has no pipes`);
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const said = async <Answer>(): Promise<Answer> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended without an answer`);
    return JSON.parse(value) as Answer;
  };
  return {
    said,
    ask(line) {
      stdin.write(`${line}\n`);
      return said();
    },
    async end() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      stdin.end();
      await ended;
    },
  };
}

/** The other side: answers each line it is given. */
export async function answerLines(answer: (line: string) => Promise<unknown>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
  }
}
