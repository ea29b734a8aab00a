/** Kinds of credentials found in a text, never the credentials themselves. */
export async function findSecrets(text: string): Promise<string[]> {
  // Loaded when first needed: it is large, and most programs that know contexts check none.
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const { messages } = await lintSource({
    source: { filePath: 'context.json', content: text, ext: '.json', contentType: 'text' },
    options: {
      config: {
        rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, rules: [] }],
      },
      maskSecrets: true,
      noPhysicFilePath: true,
    },
  });
  const kinds = messages.map(({ ruleId, messageId }) => messageId ?? ruleId);
  return [...new Set([...kinds, ...plainSecrets(text)])];
}

/** Passwords that have no shape of their own, by the word before them. */
function plainSecrets(text: string): string[] {
  const assigned =
    /\b(?:password|passwd|secret|api[_-]?key|access[_-]?token)\b["'\s]*[:=]["'\s]*(?!\$\{|<|\*|null\b|unknown\b)[^\s"',;]{8,}/i;
  return assigned.test(text) ? ['a password or key written out'] : [];
}
