import { visibleText } from './visible-text.ts';

/**
 * Puts foreign text into a code fence it cannot close: the fence is longer than any run of
 * backticks inside. Cut at `charsMax`, with the cut said.
 */
export function fencedData(text: string, charsMax: number): string {
  const visible = visibleText(text.slice(0, charsMax + 1));
  const body =
    text.length > charsMax
      ? `${visible.slice(0, charsMax)}\n[cut: ${text.length} characters]`
      : visible;
  const longest = [...body.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${body.trimEnd()}\n${fence}`;
}
