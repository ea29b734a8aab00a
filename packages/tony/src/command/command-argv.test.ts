import { expect, it } from 'vitest';
import { commandArgv } from './command-argv.ts';

const values = { workdir: '/w', prompt: 'do {workdir} $(it)' };

it('gives the prompt on standard input unless the template takes it', () => {
  expect(commandArgv(['tool', '--cwd={workdir}'], values)).toEqual({
    argv: ['tool', '--cwd=/w'],
    input: values.prompt,
  });
  expect(commandArgv(['tool', '-p', '{prompt}'], values)).toEqual({
    argv: ['tool', '-p', values.prompt],
    input: '',
  });
});

it('never fills in what stands inside a value, nor names it does not know', () => {
  const { argv } = commandArgv(['tool', '{prompt}', '{token}', '{workdir}/{workdir}'], values);
  expect(argv).toEqual(['tool', 'do {workdir} $(it)', '{token}', '/w//w']);
});
