import type { Command } from 'commander';

const common = new Set(['--json', '--home', '--url', '--no-color', '--help', '--input']);

/** One command and all below it: what it is for, its fields, its examples. */
export function describeCommand(command: Command, depth: number): string {
  const help = command.createHelp();
  const places = command.registeredArguments.map((argument) => {
    const text = argument.description === '' ? '' : `: ${argument.description}`;
    return `- \`${argument.name()}\`${text}`;
  });
  const options = help
    .visibleOptions(command)
    .filter(({ long }) => !common.has(long ?? ''))
    .map((option) => {
      // The number of cores differs from machine to machine; a page does not.
      const isSlots = option.long === '--slots';
      const text = isSlots
        ? `${option.description} (default: one for each core, at least 2)`
        : help.optionDescription(option);
      return `- \`${option.flags}\`: ${text}`;
    });
  const fields = [...places, ...options].join('\n');
  const examples = examplesOf(command);
  return [
    `${'#'.repeat(depth)} ${wordsOf(command)}\n`,
    `${command.description()}\n`,
    ...(fields === '' ? [] : [`${fields}\n`]),
    ...(examples === '' ? [] : [`\`\`\`sh\n${examples}\n\`\`\`\n`]),
    ...command.commands.map((verb) => describeCommand(verb, depth + 1)),
  ].join('\n');
}

function wordsOf(command: Command): string {
  return command.parent === null ? command.name() : `${wordsOf(command.parent)} ${command.name()}`;
}

/** The examples as the help shows them. */
function examplesOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  const block = /\nExamples:\n((?: {2}.*\n?)+)/.exec(text)?.[1] ?? '';
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
