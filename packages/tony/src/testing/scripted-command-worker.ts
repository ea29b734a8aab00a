/**
 * A worker without a model: reads a prompt, or the fixer's JSON, on standard input and plays
 * the script of that task. Usage: `node scripted-command-worker.ts PLAN`.
 */
import { readFileSync } from 'node:fs';
import { play, readPlan, scriptFor, taskKeyOf } from './stage.ts';

const plan = readPlan(process.argv[2]);
const prompt = readFileSync(0, 'utf8');
const taskKey = taskKeyOf(prompt);

await play(scriptFor(plan, taskKey).work, {
  taskKey,
  prompt,
  signal: new AbortController().signal,
  say: write,
  raw: write,
  tell: async () => {},
});

function write(text: string): Promise<void> {
  return new Promise((done) => process.stdout.write(text, () => done()));
}
