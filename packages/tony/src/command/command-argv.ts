const placeholder = /\{(?:workdir|prompt)\}/g;

export interface CommandLine {
  readonly argv: readonly string[];
  /** What is written to standard input: nothing when the prompt is an argument. */
  readonly input: string;
}

/**
 * Fills a template such as `['tool', '-p', '{prompt}', '--cwd', '{workdir}']`.
 *
 * Without `{prompt}` the prompt goes to standard input. Values are arguments of their own
 * program and never pass through a shell.
 */
export function commandArgv(
  template: readonly string[],
  values: { readonly workdir: string; readonly prompt: string },
): CommandLine {
  const isArgument = takesPromptArgument(template);
  const argv = template.map((part) =>
    part.replaceAll(placeholder, (name) => (name === '{prompt}' ? values.prompt : values.workdir)),
  );
  return { argv, input: isArgument ? '' : values.prompt };
}

export function takesPromptArgument(template: readonly string[]): boolean {
  return template.some((part) => part.includes('{prompt}'));
}
