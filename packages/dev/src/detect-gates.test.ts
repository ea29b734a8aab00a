import { Gate } from '@mosaic/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detectGates } from './detect-gates.ts';

const commands = (...args: Parameters<typeof detectGates>) =>
  detectGates(...args).map(({ name, command }) => `${name}: ${command}`);
const scripts = (value: object) => JSON.stringify({ scripts: value });

it('proposes the scripts that exist, with the package manager of the lockfile', () => {
  const text = scripts({ lint: 'x', 'type-check': 'x', test: 'x', build: 'x', dev: 'x' });
  expect(commands(text, ['pnpm-lock.yaml'])).toEqual([
    'lint: pnpm run lint',
    'typecheck: pnpm run type-check',
    'test: pnpm run test',
    'build: pnpm run build',
  ]);
  expect(commands(scripts({ test: 'x' }), ['yarn.lock'])).toEqual(['test: yarn run test']);
  expect(commands(scripts({ test: 'x' }), [])).toEqual(['test: npm run test']);
});

it('invents nothing', () => {
  const initial = scripts({ test: 'echo "Error: no test specified" && exit 1' });
  expect(detectGates(initial, ['package-lock.json'])).toEqual([]);
  expect(detectGates('{ broken', [])).toEqual([]);
  expect(detectGates(null, ['README.md'])).toEqual([]);
});

it('looks at a Makefile, then at the build files of other languages', () => {
  expect(
    commands(null, ['Makefile', 'go.mod'], 'CC := gcc\ntest: all\n\tgo test\nlint:\n'),
  ).toEqual(['lint: make lint', 'test: make test']);
  expect(commands(null, ['go.mod'])).toEqual(['vet: go vet ./...', 'test: go test ./...']);
  expect(commands(null, ['Cargo.toml'])).toEqual(['check: cargo check', 'test: cargo test']);
  expect(commands(null, ['pyproject.toml'])).toEqual(['test: pytest']);
});

it('always proposes valid gates', () => {
  fc.assert(
    fc.property(
      fc.option(fc.string()),
      fc.array(fc.string()),
      fc.option(fc.string()),
      (text, files, make) => {
        for (const gate of detectGates(text, files, make)) expect(Gate.parse(gate)).toEqual(gate);
      },
    ),
  );
});
