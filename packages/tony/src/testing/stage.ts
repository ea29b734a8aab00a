import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan, Script, Step } from './step.ts';

/** How a scripted agent speaks; what it does to files is the same for all. */
export interface Stage {
  /** Key of the task at hand. */
  readonly taskKey: string;
  readonly prompt: string;
  readonly signal: AbortSignal;
  say(text: string): Promise<void>;
  raw(text: string): Promise<void>;
  /** Steps that need a protocol. */
  tell(step: ProtocolStep): Promise<void>;
}

export type ProtocolStep = Extract<
  Step,
  { do: 'usage' | 'spend' | 'compact' | 'tool' | 'ask' | 'stop' }
>;

/** Plays steps in order until one of them ends the turn. */
export async function play(steps: readonly Step[], stage: Stage): Promise<void> {
  for (const step of steps) {
    if (stage.signal.aborted) return;
    await playStep(step, stage);
  }
}

async function playStep(step: Step, stage: Stage): Promise<void> {
  switch (step.do) {
    case 'write':
      mkdirSync(dirname(resolve(step.path)), { recursive: true });
      return writeFileSync(step.path, step.text);
    case 'replace':
      return writeFileSync(
        step.path,
        readFileSync(step.path, 'utf8').replaceAll(step.from, step.to),
      );
    case 'commit':
      git('add', '-A');
      return void git('commit', '--quiet', '--no-verify', '-m', step.message);
    case 'say':
      return stage.say(step.text);
    case 'result':
      return stage.say(`${resultText(step, stage.taskKey)}\n`);
    case 'echo':
      return stage.say(step.isWrong ? 'f'.repeat(64) : readHash(stage.prompt));
    case 'sleep':
      return void (await sleep(step.ms));
    case 'hang':
      return hang(step.isStubborn ? null : stage.signal);
    case 'exit':
      return process.exit(step.code);
    case 'raw':
      return writeRaw(step, stage);
    default:
      return stage.tell(step);
  }
}

async function writeRaw(step: Extract<Step, { do: 'raw' }>, stage: Stage): Promise<void> {
  const piece = step.text.repeat(step.repeat ?? 1);
  for (let times = step.times ?? 1; times > 0; times -= 1) await stage.raw(piece);
}

function resultText(step: Extract<Step, { do: 'result' }>, taskKey: string): string {
  const commit = step.commit ?? 'head';
  return JSON.stringify({
    task_id: step.taskId ?? taskKey,
    status: step.status,
    used: step.used ?? null,
    commit_sha: commit === 'none' ? null : commit === 'head' ? git('rev-parse', 'HEAD') : commit,
    notes: step.notes ?? 'scripted',
  });
}

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Scripted', '-c', 'user.email=scripted@example.invalid'];
  return execFileSync('git', [...identity, ...args], { encoding: 'utf8' }).trim();
}

function readHash(prompt: string): string {
  const path = /^Handoff pack: (.+)$/m.exec(prompt)?.[1] ?? '';
  return /^State hash: ([0-9a-f]{64})$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 'no hash';
}

/** Keeps the process alive and does nothing. */
async function hang(signal: AbortSignal | null): Promise<void> {
  const alive = setInterval(() => {}, 60_000);
  await new Promise<void>((done) => signal?.addEventListener('abort', () => done()));
  clearInterval(alive);
}

/** The plan as a file, or as JSON itself where files cannot be lent. */
export function readPlan(argument: string | undefined): Plan {
  if (argument === undefined) throw new Error('Give the path of a plan, or the plan as JSON.');
  return JSON.parse(argument.startsWith('{') ? argument : readFileSync(argument, 'utf8'));
}

export function scriptFor(plan: Plan, taskKey: string): Script {
  return plan.tasks?.[taskKey] ?? plan.default;
}

/** Key of the task a prompt is about: the fixer's JSON, or the heading of an assignment. */
export function taskKeyOf(prompt: string): string {
  const json = /"task":\s*\{\s*"key":\s*"([^"]+)"/.exec(prompt);
  const heading = /^# Task (\S+)/m.exec(prompt);
  return json?.[1] ?? heading?.[1] ?? '';
}

export function isEchoRequest(prompt: string): boolean {
  return /^Handoff pack: /m.test(prompt);
}
