import { printable } from '../text/printable-text.ts';

/** Output of a program or agent, made printable; scrolls by itself, also by keyboard. */
export function LogText({ text, label }: { text: string; label: string }) {
  return (
    <section className="log" aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard. */}
      <pre tabIndex={0}>{printable(text)}</pre>
    </section>
  );
}
