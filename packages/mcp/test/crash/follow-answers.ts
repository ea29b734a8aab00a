import type { ChildProcess } from 'node:child_process';
import { type Answers, readAnswers } from './check-ledger.ts';

/** Adds what the ledger's hub says on standard output, line by line, as it comes. */
export function followAnswers(child: ChildProcess, answers: Answers): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    readAnswers(answers, lines.join('\n'));
  });
  child.stderr?.pipe(process.stderr);
}
