import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { addSharedOptions } from '../session.ts';
import { cliVersion } from '../version.ts';
import { addExamples, type CommandSite, withSession } from './action.ts';
import { addStoreCommands } from './store-commands.ts';

/** Commands that are not operations of a hub. What they do is loaded when they run. */
export function addLocalCommands(program: Command, site: CommandSite): void {
  addStart(program, site);
  addUp(program, site);
  addStatus(program, site);
  addReview(program, site);
  addDoctor(program, site);
  const version = local(program, 'version', 'Print the version.');
  version.action(
    withSession(site, version, (session) => {
      if (session.isJson) session.printJson({ version: cliVersion(), node: process.version });
      else session.terminal.print(cliVersion());
      return 0;
    }),
  );
}

/** Commands that belong below a noun which the registry may have too. */
export function addLocalVerbs(noun: (name: string) => Command, site: CommandSite): void {
  addStoreCommands(noun('store'), site);
  const stdio = local(noun('mcp'), 'stdio', 'Speak MCP on standard input and output for the hub.');
  addExamples(stdio, ['claude mcp add mosaic -- npx mosaic mcp stdio']);
  stdio.action(
    withSession(site, stdio, async (session) => {
      const { serveMcpStdio } = await import('./serve-mcp-stdio.ts');
      return await serveMcpStdio(session);
    }),
  );
  const runner = local(noun('runner'), 'start', 'Take runs of the hub in a separate process.')
    .option('--name <name>', 'name of the runner', 'runner')
    .addOption(slotsOption())
    .option('--unsandboxed', 'run without a sandbox (MOSAIC_UNSANDBOXED)');
  addExamples(runner, ['mosaic runner start --name night --slots 4']);
  runner.action(
    withSession(site, runner, async (session) => {
      const { startSeparateRunner } = await import('./start-runner.ts');
      const { name, slots } = runner.opts<{ name: string; slots: number }>();
      return await startSeparateRunner(session, { name, slots });
    }),
  );
  const explain = local(noun('config'), 'explain', 'Print every setting, its default and meaning.');
  explain.action(
    withSession(site, explain, async (session) =>
      (await import('./explain-config.ts')).showConfig(session),
    ),
  );
}

function addStart(program: Command, site: CommandSite): void {
  const start = local(program, 'start', 'Start the hub, run a mission and serve (npm start).')
    .option('--project <path>', 'work on this git repository instead of the sample')
    .option('--report <name>', 'take the findings from docs/reports/NAME instead of a review')
    .option('--runtime <name>', 'runtime that does the work', 'fixer')
    .addOption(countOption('--workers <number>', 'workers at the same time', 2))
    .option('--once', 'end when the mission ends: 0 completed, 2 with deferrals, 1 otherwise')
    .option('--no-sample', 'only serve; create no sample repository');
  addListenOptions(start);
  addExamples(start, [
    'npm start',
    'npm start -- --once --json',
    'npm start -- --project ~/code/shop --report codebase-review',
  ]);
  start.action(
    withSession(site, start, async (session) => {
      const { readStartOptions } = await import('../start/start-options.ts');
      const options = readStartOptions(start.opts());
      const { runStart } = await import('../start/run-start.ts');
      return await runStart(session, options);
    }),
  );
}

function addUp(program: Command, site: CommandSite): void {
  const up = local(program, 'up', 'Start the hub and serve.')
    .addOption(slotsOption())
    .option('--no-runner', 'leave the work to separate runners')
    .option('--tier <name>', 'local, or standalone for several nodes on PostgreSQL (MOSAIC_TIER)')
    .option('--no-engine', 'leave the missions to other nodes (MOSAIC_ENGINE)');
  addListenOptions(up);
  addExamples(up, [
    'mosaic up',
    'MOSAIC_HOME=/srv/mosaic mosaic up --port 8080',
    'DATABASE_URL=postgres://mosaic@db/mosaic mosaic up --tier standalone --no-runner',
  ]);
  up.action(
    withSession(site, up, async (session) => {
      const { serve } = await import('../start/serve.ts');
      const { slots, runner } = up.opts<{ slots: number; runner: boolean }>();
      return await serve(session, { slots: runner ? slots : 0 });
    }),
  );
}

function addStatus(program: Command, site: CommandSite): void {
  const status = local(program, 'status', 'Show the hub and the missions it is working on.');
  status.action(
    withSession(site, status, async (session) => (await import('./status.ts')).showStatus(session)),
  );
}

function addReview(program: Command, site: CommandSite): void {
  const review = local(
    program,
    'review',
    'Review a repository, or check whether findings are gone.',
  )
    .argument('[path]', 'the repository', '.')
    .option('--out <dir>', 'write the report there')
    .option('--name <name>', 'name of the report', 'review')
    .option('--verify <id...>', 'exit with 0 when gone, 1 when still there, 2 when unknown')
    .option('--offline', 'do not ask the package registry about vulnerabilities')
    .option('--config-code', "load the repository's configuration files, which runs their code");
  addExamples(review, [
    'mosaic review',
    'mosaic review ~/code/shop --out docs/reports/today --name today',
    'mosaic review --verify CQ-SRC-DEBUGGER-48213',
  ]);
  review.action(async (path: string) => {
    const flags = review.opts<ReviewFlags>();
    const asksRegistry = flags.offline !== true;
    await withSession(site, review, async (session) => {
      if (flags.verify !== undefined) {
        const { verifyFindings } = await import('../review/verify-findings.ts');
        return await verifyFindings(session, { path, findingIds: flags.verify, asksRegistry });
      }
      const { runReview } = await import('../review/run-review.ts');
      return await runReview(session, {
        path,
        out: flags.out ?? null,
        name: flags.name,
        asksRegistry,
        runsRepositoryCode: flags.configCode ?? false,
      });
    })();
  });
}

interface ReviewFlags {
  readonly out?: string;
  readonly name: string;
  readonly verify?: readonly string[];
  readonly offline?: boolean;
  readonly configCode?: boolean;
}

function addDoctor(program: Command, site: CommandSite): void {
  const doctor = local(program, 'doctor', 'Check that this machine has what is needed.');
  doctor.addHelpText('after', '\nExit codes: 0 all is well, 2 warnings only, 1 something fails');
  doctor.action(
    withSession(site, doctor, async (session) =>
      (await import('../doctor/run-doctor.ts')).runDoctor(session),
    ),
  );
}

function local(parent: Command, name: string, summary: string): Command {
  return addSharedOptions(parent.command(name).description(summary));
}

function addListenOptions(command: Command): void {
  command
    .option('--port <number>', 'port to listen on (MOSAIC_PORT)')
    .option('--host <address>', 'address to listen on (MOSAIC_HOST)')
    .option('--unsandboxed', 'run agents and gates without a sandbox (MOSAIC_UNSANDBOXED)');
}

function slotsOption(): Option {
  const slots = Math.max(2, availableParallelism());
  const option = countOption('--slots <number>', 'runs at the same time', slots);
  return option.default(slots, 'one per processor, at least 2');
}

function countOption(flags: string, help: string, fallback: number): Option {
  return new Option(flags, help).default(fallback).argParser((text) => {
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= 64) return count;
    throw new InvalidArgumentError('It must be a whole number from 1 to 64.');
  });
}
