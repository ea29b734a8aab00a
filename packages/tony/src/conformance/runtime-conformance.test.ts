import { describe, expect, it } from 'vitest';
import { createAcpRuntime } from '../acp/acp-runtime.ts';
import { createCommandRuntime } from '../command/command-runtime.ts';
import { createFixerRuntime } from '../fixer/fixer-runtime.ts';
import { scriptedAcpArgv, scriptedCommandArgv } from '../testing/scripted-argv.ts';
import { testEnvironment, testSubject } from '../testing/test-subject.ts';
import { runtimeConformance } from './runtime-conformance.ts';

const node = process.execPath;
const env = testEnvironment(process.env.PATH);
const subjects = {
  acp: testSubject({
    makeRuntime: (argv) => createAcpRuntime({ id: 'scripted', argv, cancelGraceMs: 300 }),
    argvFor: (plan) => scriptedAcpArgv(node, plan),
    env,
  }),
  command: testSubject({
    makeRuntime: (argv) => createCommandRuntime({ id: 'scripted', argv }),
    argvFor: (plan) => scriptedCommandArgv(node, plan),
    env,
  }),
  fixer: testSubject({
    makeRuntime: (argv) => createFixerRuntime({ argv }),
    argvFor: (plan) => scriptedCommandArgv(node, plan),
    env,
  }),
};

describe.each(Object.entries(subjects))('runtime %s', (_name, subject) => {
  it.each(runtimeConformance.map(({ name, check }) => [name, check] as const))(
    '%s',
    (_case, check) => check(subject),
  );
});

it('has promises to check', () => {
  expect(runtimeConformance.length).toBeGreaterThanOrEqual(8);
});
