/** Lines kept of one run; the oldest are forgotten first. */
const linesMax = 400;

/** What happened, in words, for whoever has to understand a failure. */
export interface Story {
  tell(line: () => string): void;
  lines(): readonly string[];
}

/** Tells nothing unless asked to: a thousand seeds need no story, the one that failed does. */
export function createStory(isTold: boolean, now: () => number): Story {
  const lines: string[] = [];
  return {
    tell(line) {
      if (!isTold) return;
      lines.push(`${(now() / 1_000).toFixed(3).padStart(8)} s  ${line()}`);
      if (lines.length > linesMax) lines.shift();
    },
    lines: () => lines,
  };
}
