/**
 * Every pattern that a topic matches: each word as it is or as `*`, and each beginning of it
 * followed by `**`.
 *
 * Subscribers are found by looking these up, so that the cost depends on the words of the topic
 * and not on how many subscriptions there are.
 */
export function patternsMatching(topic: string): string[] {
  const patterns: string[] = [];
  let beginnings = [''];
  for (const word of topic.split('.')) {
    patterns.push(...beginnings.map((beginning) => `${beginning}**`));
    beginnings = beginnings.flatMap((beginning) => [`${beginning}${word}.`, `${beginning}*.`]);
  }
  patterns.push(...beginnings.map((beginning) => beginning.slice(0, -1)));
  return patterns;
}
