import { expect, it } from 'vitest';
import { exitCodeMeanings } from '../../packages/cli/src/exit-code.ts';
import { commandProgram, tonyProgram } from './command-program.ts';
import { describeCommand } from './describe-command.ts';
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

it('are described: the reference lists every command of tony', async () => {
  const sections = tonyProgram().commands.map((command) => describeCommand(command, 2));
  const text = sections.join('\n');
  for (const verb of ['plan phase4', 'tasks plan second-pass', 'athms spawn']) {
    expect(text).toContain(`# tony ${verb}\n`);
  }
  const page = `${frontmatter('Commands of tony', 3)}
Every command takes \`--json\` (one value a line), \`--home\`, \`--url\`, \`--no-color\` and \`--help\`. The hub that serves is used; without
one, one is opened for the time of the command. The [exit codes](02-exit-codes.md) are those of \`mosaic\`.

${text}`;
  await expect(page).toMatchFileSnapshot(`${folder}/03-tony.md`);
});

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
