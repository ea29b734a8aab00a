import { operations, splitName } from '@mosaic/contract';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { captureIo, mosaic } from '../test/capture-io.ts';
import { fieldHelp } from './operations/field-help.ts';
import { fieldSpecs, positionalField } from './operations/field-spec.ts';
import { buildProgram, publicOperations } from './program.ts';
import { renderers } from './render/renderers.ts';

function program(): Command {
  return buildProgram({ io: captureIo().io, setExitCode: () => undefined });
}

function find(words: readonly string[]): Command | undefined {
  return words.reduce<Command | undefined>(
    (command, word) => command?.commands.find((child) => child.name() === word),
    program(),
  );
}

/** Commands without further ones below. */
function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

describe('every operation', () => {
  it('is looked at', () => {
    expect(publicOperations().length).toBeGreaterThan(25);
  });

  it.each(publicOperations())(
    '%s has a command, help, an example and a renderer',
    async (key, operation) => {
      const { noun, verb } = splitName(operation.name);
      const { code, stdout } = await mosaic([noun, verb, '--help']);
      expect(code).toBe(0);
      expect(stdout.replace(/\s+/g, ' ')).toContain(operation.summary);
      expect(stdout).toContain(`Examples:\n  mosaic ${noun} ${verb}`);
      expect(stdout).toMatch(/Exit codes: 0 done, .*69 no hub/);
      expect(renderers[key as keyof typeof renderers]).toBeTypeOf('function');
      for (const { name } of fieldSpecs(operation)) expect(fieldHelp[name], name).toBeTruthy();
    },
  );

  it('that is internal has none', () => {
    const internal = Object.values(operations).filter((operation) => operation.internal);
    expect(internal.length).toBeGreaterThan(5);
    for (const { name } of internal) {
      if (name !== 'run.start') expect(find(name.split('.')), name).toBeUndefined();
    }
  });

  it('has fields that leave the shared flags alone', () => {
    const shared = ['json', 'home', 'url', 'color', 'input', 'help', 'port', 'host', 'unsandboxed'];
    for (const [, operation] of publicOperations()) {
      const names = fieldSpecs(operation).map((spec) => spec.name);
      expect(names.filter((name) => shared.includes(name))).toEqual([]);
    }
  });
});

it('names the thing itself without a flag', () => {
  const positional = (key: keyof typeof operations) =>
    positionalField(operations[key], fieldSpecs(operations[key]))?.name;
  expect(positional('showTask')).toBe('taskId');
  expect(positional('addProject')).toBe('path');
  expect(positional('startMission')).toBe('projectId');
  expect(positional('listTasks')).toBeUndefined();
  expect(positional('registerAgent')).toBeUndefined();
});

it('has every command the product promises', () => {
  const promised = [
    'up',
    'start',
    'status',
    'review',
    'doctor',
    'version',
    'completion',
    'project add',
    'mission start',
    'mission status',
    'mission watch',
    'mission stop',
    'mission resume',
    'mission list',
    'task list',
    'task show',
    'run logs',
    'evidence show',
    'handoff show',
    'audit verify',
    'mcp stdio',
    'runner start',
    'config explain',
  ];
  for (const words of promised) expect(find(words.split(' ')), words).toBeDefined();
});

it('understands --json everywhere', () => {
  const all = leaves(program());
  expect(all.length).toBeGreaterThan(35);
  for (const leaf of all) {
    expect(
      leaf.options.map((option) => option.long),
      leaf.name(),
    ).toContain('--json');
  }
});

it('prints the exit codes and examples with --help', async () => {
  const { code, stdout, stderr } = await mosaic(['--help']);
  expect(code).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).toContain('Exit codes:\n    0  done');
  expect(stdout).toContain('Examples:');
});

it('prints help when nothing is asked', async () => {
  expect(await mosaic([])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage:') });
});
