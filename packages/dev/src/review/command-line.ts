import { parseArgs } from 'node:util';
import { MosaicError } from '@mosaic/contract';

export interface ReviewCommand {
  root: string;
  out: string | null;
  name: string;
  toolsRoot: string | undefined;
  isJson: boolean;
  asksRegistry: boolean;
  registryUrl: string | undefined;
  runsRepositoryCode: boolean;
  verify: { findingId: string; hint: { rule: string; files: string[] } | undefined } | null;
}

const reviewUsage = `Usage: review --root DIR [--out DIR] [--name NAME] [--json]
       review --root DIR --verify ID [--rule RULE --file PATH …] [--json]

  --root DIR         repository to review; nothing is written there
  --out DIR          where review.json and the report are written
  --name NAME        name of the report (default: review)
  --json             print the result as JSON
  --offline          do not ask the package registry about vulnerabilities
  --registry URL     package registry to ask instead of npm's own
  --no-config-code   do not load the repository's configuration files, which runs their code;
                     needed wherever no sandbox is around this program
  --tools DIR        directory from which the tools are found
  --verify ID        exit 0 when the finding is gone, 1 when it is there, 2 when that cannot be told`;

/** Reads the arguments of the review program; throws `invalid_input` with the reason. */
export function parseReviewCommand(args: readonly string[]): ReviewCommand {
  const { values } = read(args);
  const { root, out, name, tools, verify, rule, file } = values;
  if (root === undefined) throw usage('--root is missing.');
  if (verify === undefined && out === undefined && values.json !== true) {
    throw usage('Say where the result goes: --out DIR, --json or both.');
  }
  const hint = rule === undefined ? undefined : { rule, files: file ?? [] };
  return {
    root,
    out: out ?? null,
    name: name ?? 'review',
    toolsRoot: tools,
    isJson: values.json ?? false,
    asksRegistry: !(values.offline ?? false),
    registryUrl: values.registry,
    runsRepositoryCode: !(values['no-config-code'] ?? false),
    verify: verify === undefined ? null : { findingId: verify, hint },
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        root: { type: 'string' },
        out: { type: 'string' },
        name: { type: 'string' },
        tools: { type: 'string' },
        json: { type: 'boolean' },
        offline: { type: 'boolean' },
        registry: { type: 'string' },
        'no-config-code': { type: 'boolean' },
        verify: { type: 'string' },
        rule: { type: 'string' },
        file: { type: 'string', multiple: true },
      },
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

function usage(reason: string): MosaicError {
  return new MosaicError('invalid_input', `${reason}\n\n${reviewUsage}`);
}
