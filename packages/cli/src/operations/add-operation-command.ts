import { MosaicError, type Operation, splitName } from '@mosaic/contract';
import { type Command, Option } from 'commander';
import { addExamples } from '../commands/action.ts';
import { exitCode, exitCodeOfError } from '../exit-code.ts';
import { plainJson } from '../output/plain-text.ts';
import { addSharedOptions } from '../session.ts';
import { moreExamples } from './examples.ts';
import { fieldHelp } from './field-help.ts';
import { type FieldSpec, fieldSpecs, positionalField } from './field-spec.ts';
import { commandLine, shellLine } from './print-values.ts';
import type { GivenValue } from './read-values.ts';
import type { OperationCall } from './run-operation.ts';

/** What happens with a call once the command line was read. */
export type OnCall = (command: Command, call: OperationCall) => Promise<void>;

/**
 * Adds the command of one operation below its noun. Everything follows from the
 * registry: words, flags, help, example, exit codes.
 */
export function addOperationCommand(
  noun: Command,
  key: string,
  operation: Operation,
  onCall: OnCall,
): void {
  const { verb } = splitName(operation.name);
  const specs = fieldSpecs(operation);
  const positional = positionalField(operation, specs);
  const command = noun.command(verb).description(operation.summary);
  if (positional !== null) {
    command.argument(`[${positional.name}]`, fieldHelp[positional.name] ?? '');
  }
  for (const spec of specs) addFieldOptions(command, spec, spec === positional);
  command.option('--input <file>', 'read the input as JSON from a file, or - for standard input');
  addSharedOptions(command);
  addExamples(command, examplesOf(operation));
  command.addHelpText('after', `\n${exitCodesLine(operation)}`);
  command.action(async () => {
    const given: Record<string, GivenValue | undefined> = { ...command.opts() };
    if (positional !== null && command.args[0] !== undefined) {
      given[positional.name] = command.args[0];
    }
    const { input } = command.opts<{ input?: string }>();
    await onCall(command, { key, operation, specs, given, inputFile: input ?? null });
  });
}

function addFieldOptions(command: Command, spec: FieldSpec, isPositional: boolean): void {
  const help = fieldHelp[spec.name] ?? '';
  if (spec.shape === 'switch') {
    command.option(`--${spec.flag}`, help);
    command.option(`--no-${spec.flag}`, 'the opposite');
    return;
  }
  const option = new Option(`${longFlags(spec)} <${placeholder(spec)}>`, describe(spec, help));
  if (isPositional) option.hideHelp();
  if (spec.shape === 'list') option.argParser(collect);
  command.addOption(option);
}

/** `--mission` is short for `--mission-id`. */
function longFlags(spec: FieldSpec): string {
  const short = /^(.+)-id$/.exec(spec.flag)?.[1];
  return short === undefined ? `--${spec.flag}` : `--${short}, --${spec.flag}`;
}

function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

function placeholder(spec: FieldSpec): string {
  if (spec.kind === 'number') return 'number';
  return spec.kind === 'json' ? 'json' : spec.flag;
}

function describe(spec: FieldSpec, help: string): string {
  const notes = [
    spec.shape === 'list' ? 'repeatable' : '',
    spec.choices === null ? '' : `one of ${spec.choices.join(', ')}`,
    spec.isRequired ? 'required' : '',
    isWorthSaying(spec.fallback) ? `default: ${fallbackText(spec.fallback)}` : '',
  ].filter((note) => note !== '');
  return notes.length === 0 ? help : `${help} (${notes.join('; ')})`;
}

function isWorthSaying(fallback: unknown): boolean {
  const isEmptyList = Array.isArray(fallback) && fallback.length === 0;
  return fallback !== undefined && fallback !== null && fallback !== '' && !isEmptyList;
}

function fallbackText(fallback: unknown): string {
  if (Array.isArray(fallback)) return fallback.join(', ');
  return typeof fallback === 'object' ? plainJson(fallback) : String(fallback);
}

function examplesOf(operation: Operation): readonly string[] {
  const generated = shellLine(commandLine(operation, operation.example));
  return [`mosaic ${generated}`, ...(moreExamples[operation.name] ?? [])];
}

function exitCodesLine(operation: Operation): string {
  const codes = operation.errors.map(
    (code) => `${exitCodeOfError(new MosaicError(code, ''))} ${code.replaceAll('_', ' ')}`,
  );
  const usual = [
    `${exitCode.ok} done`,
    `${exitCode.usage} usage`,
    `${exitCode.unreachable} no hub`,
  ];
  return `Exit codes: ${[...usual, ...new Set(codes)].join(', ')}; all: mosaic --help`;
}
