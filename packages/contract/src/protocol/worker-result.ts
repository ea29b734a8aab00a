import { WorkerResult } from '../entities/run.ts';

/** Bounds of the search, so that hostile output costs no more than honest output. */
const bounds = {
  /** Characters from the end that are searched: the result is the last thing said. */
  tailCharsMax: 400_000,
  objectCharsMax: 24_000,
  /** Mentions of `task_id` that are tried, newest first. */
  mentionsMax: 25,
  /** Opening braces before a mention that are tried, nearest first. */
  bracesMax: 40,
} as const;

/**
 * Finds the last valid result in what a worker printed; null when there is none.
 *
 * The object may be fenced or bare, may contain braces in strings and may stand between
 * other objects and garbage. With `taskId` only a result for that task counts, so a quoted
 * example or the result of another task is passed over. It is a claim, never proof.
 */
export function extractWorkerResult(
  text: string,
  options: { taskId?: string } = {},
): WorkerResult | null {
  const tail = text.slice(-bounds.tailCharsMax);
  let from = tail.length;
  for (let tries = 0; tries < bounds.mentionsMax; tries += 1) {
    const mention = from <= 0 ? -1 : tail.lastIndexOf('"task_id"', from - 1);
    if (mention === -1) return null;
    const result = resultAround(tail, mention);
    if (result !== null && (options.taskId === undefined || result.task_id === options.taskId)) {
      return result;
    }
    from = mention;
  }
  return null;
}

/** The smallest object that contains the position and is a result. */
function resultAround(text: string, position: number): WorkerResult | null {
  let open = position;
  for (let tries = 0; tries < bounds.bracesMax; tries += 1) {
    open = open <= 0 ? -1 : text.lastIndexOf('{', open - 1);
    if (open === -1 || position - open > bounds.objectCharsMax) return null;
    const end = closingBrace(text, open);
    if (end === null || end < position) continue;
    const result = WorkerResult.safeParse(parseJson(text.slice(open, end + 1)));
    if (result.success) return result.data;
  }
  return null;
}

/** Index of the brace that closes the one at `open`, strings respected; null when there is none. */
function closingBrace(text: string, open: number): number | null {
  const limit = Math.min(text.length, open + bounds.objectCharsMax);
  let depth = 0;
  let isInString = false;
  for (let at = open; at < limit; at += 1) {
    const character = text.charAt(at);
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
