#!/usr/bin/env node
// Plain JavaScript for any Node: finds a Node that is new enough, then runs the program by the name
// it was called by.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const nodeNeeded = 24;
const main = new URL('../src/main.ts', import.meta.url);
const pinned = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= nodeNeeded) {
  module.enableCompileCache?.();
  await import(main.href);
} else if (existsSync(pinned)) {
  const child = spawn(pinned, process.argv.slice(1), {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    if (signal !== null) process.removeAllListeners(signal);
    if (signal === null) process.exit(code ?? 1);
    else process.kill(process.pid, signal);
  });
} else {
  process.stderr.write(
    `MosAIc needs Node ${nodeNeeded} or newer; this is ${process.version}.\n` +
      'Install it, or run `npm ci` in the installation of MosAIc, which brings its own.\n',
  );
  process.exitCode = 78;
}
