import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { exitCodeMeanings } from '../../packages/cli/src/exit-code.ts';
import { commandProgram } from './command-program.ts';
import { generatedNotice } from './generated-notice.ts';

const folder = '../../docs/guide/reference/command-line/commands';

it('are described: the reference lists every command with its fields and examples', async () => {
  const program = commandProgram();
  const sections = program.commands.flatMap((command) =>
    command.commands.length === 0
      ? [describeCommand(command, 2)]
      : [
          `## ${command.name()}\n\n${command.description()}\n`,
          ...command.commands.map((verb) => describeCommand(verb, 3)),
        ],
  );
  expect(sections.length).toBeGreaterThan(30);
  const page = `${frontmatter('All commands', 1)}
Every command takes \`--json\` (one value a line), \`--home\`, \`--url\`, \`--no-color\` and \`--help\`; operations of the hub also take
\`--input FILE\` with the whole input as JSON (\`-\` reads standard input). Flags win over variables, variables over defaults.

${sections.join('\n')}`;
  await expect(page).toMatchFileSnapshot(`${folder}/01-all-commands.md`);
});

it('are described: the reference lists every exit code', async () => {
  const rows = exitCodeMeanings.map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  const page = `${frontmatter('Exit codes', 2)}
0, 1 and 2 are verdicts of finished work; from 64 on the work was not done, and the number says why. Scripts can rely on both.

| code | meaning |
| --- | --- |
${rows.join('\n')}

Which error code leads to which number stands in [errors](../../../../errors.md).
`;
  await expect(page).toMatchFileSnapshot(`${folder}/02-exit-codes.md`);
});

const common = new Set(['--json', '--home', '--url', '--no-color', '--help', '--input']);

function describeCommand(command: Command, depth: number): string {
  const help = command.createHelp();
  const path = [command.parent?.parent ? command.parent.name() : '', command.name()];
  const words = ['mosaic', ...path.filter((word) => word !== '')].join(' ');
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
    `${'#'.repeat(depth)} ${words}\n`,
    `${command.description()}\n`,
    ...(fields === '' ? [] : [`${fields}\n`]),
    ...(examples === '' ? [] : [`\`\`\`sh\n${examples}\n\`\`\`\n`]),
  ].join('\n');
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

function frontmatter(title: string, order: number): string {
  return `---
title: ${title}
order: ${order}
category: commands
tags: [cli, reference]
last_updated: 2026-11-21
author: MosAIc Stack
---

# ${title}

${generatedNotice}
`;
}
