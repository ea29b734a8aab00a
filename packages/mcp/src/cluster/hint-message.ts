import { clusterLimits } from './limits.ts';

/** Stands for every topic: look at everything. */
const everything = '*';

/** What one message says: who sent it and which topics, or that it is all of them. */
export interface HintMessage {
  readonly from: string;
  readonly topics: readonly string[] | 'all';
}

/** Messages that together name all topics, each within the size PostgreSQL takes; one for "all" when it would be many. */
export function packHints(from: string, topics: readonly string[]): string[] {
  const all = [encode(from, [everything])];
  if (topics.length > clusterLimits.topicsMax) return all;
  if (topics.some((topic) => topic.length > clusterLimits.topicCharsMax)) return all;
  const messages: string[] = [];
  let part: string[] = [];
  let bytes = 0;
  for (const topic of topics) {
    const more = Buffer.byteLength(JSON.stringify(topic)) + 1;
    if (bytes + more > clusterLimits.messageBytesMax && part.length > 0) {
      messages.push(encode(from, part));
      [part, bytes] = [[], 0];
    }
    part.push(topic);
    bytes += more;
  }
  if (part.length > 0) messages.push(encode(from, part));
  return messages;
}

/** Reads a message; null for whatever is none. Anybody on the bus may have written it. */
export function unpackHints(text: unknown): HintMessage | null {
  if (typeof text !== 'string') return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value) || !value.every((part) => typeof part === 'string')) return null;
    const [from, ...topics] = value;
    if (from === undefined || topics.length > clusterLimits.topicsMax) return null;
    return { from, topics: topics.includes(everything) ? 'all' : topics };
  } catch {
    return null;
  }
}

function encode(from: string, topics: readonly string[]): string {
  return JSON.stringify([from, ...topics]);
}
