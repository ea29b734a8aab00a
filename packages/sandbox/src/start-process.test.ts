import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  limits,
  missing,
  node,
  program,
  request,
  run,
  shell,
  temporaryDirectory,
} from '../test/fixture.ts';
import { type ProcessRequest, startProcess, sweepOrphans } from './index.ts';
import { findTraced } from './process-table.ts';

/** Living processes with a marker. */
function left(marker: string): number {
  return findTraced({ marker, session: null }).length;
}

const modes = [
  { sandbox: 'bubblewrap', note: missing },
  { sandbox: 'unsandboxed', note: '' },
] as const;

for (const { sandbox, note } of modes) {
  const isSandboxed = sandbox === 'bubblewrap';
  const at = (more: Partial<ProcessRequest> = {}) => ({
    cwd: temporaryDirectory(),
    sandbox,
    marker: `mosaic-${randomUUID()}`,
    ...more,
  });

  describe.skipIf(note !== '')(`${sandbox}${note}`, () => {
    it('tells how a command ended, and what it said', async () => {
      const ok = await shell(
        'echo out; echo err >&2; pwd; echo $VALUE',
        at({ env: { VALUE: 'v' } }),
      );
      expect(ok).toMatchObject({ exitCode: 0, signal: null, endedBy: 'exit' });
      expect(ok.output).toMatch(/out\n/);
      expect(ok.output).toMatch(/err\n/);
      expect(ok.output).toMatch(/mosaic-sb-.*\nv\n/s);
      expect(ok.outputBytes).toBe(Buffer.byteLength(ok.output));
      expect(await shell('exit 7', at())).toMatchObject({ exitCode: 7, endedBy: 'exit' });
      expect((await run(['/no/such/program'], at())).exitCode).toBe(127);
    });

    it('inherits no variable', async () => {
      process.env.MOSAIC_TEST_LEAK = 'leak';
      onTestFinished(() => {
        delete process.env.MOSAIC_TEST_LEAK;
      });
      expect((await shell('env', at())).output).not.toContain('leak');
    });

    it('reads text, holds a conversation, and keeps characters whole', async () => {
      expect((await run(['/bin/cat'], at({ stdin: 'żółć' }))).output).toBe('żółć');
      expect((await run(['/bin/cat'], at({ stdin: { text: 'pipe' } }))).output).toBe('pipe');
      const talk = request(['/bin/cat'], at({ stdin: 'pipe', stdout: 'pipe' }));
      const running = await startProcess(talk);
      running.stdin?.write('one\n');
      const answers: string[] = [];
      for await (const chunk of running.stdout ?? []) {
        answers.push(String(chunk));
        if (answers.length === 1) running.stdin?.end('two\n');
      }
      expect(answers).toEqual(['one\n', 'two\n']);
      expect(await running.done).toMatchObject({ exitCode: 0 });
    });

    it('leaves nothing behind when a command ends', async () => {
      const options = at();
      const script =
        'setsid sleep 60 >/dev/null 2>&1 & (sleep 60 &) >/dev/null 2>&1; sleep 0.3; echo done';
      const ended = await shell(script, options);
      expect(ended).toMatchObject({ exitCode: 0, output: 'done\n' });
      expect(ended.durationMs).toBeLessThan(5_000);
      expect(left(options.marker)).toBe(0);
    });

    it('ends a command that takes too long, with all that it started', async () => {
      const options = at({ limits: { ...limits, timeoutMs: 300 } });
      const ended = await shell('setsid sleep 60 & sleep 60', options);
      expect(ended).toMatchObject({ endedBy: 'timeout' });
      expect(left(options.marker)).toBe(0);
    });

    it('ends a command that is silent for too long, but not one that keeps talking', async () => {
      const options = at({ limits: { ...limits, silenceMs: 500 } });
      const talking = 'for i in 1 2 3 4; do echo $i; sleep 0.3; done';
      expect(await shell(talking, options)).toMatchObject({ endedBy: 'exit' });
      const silent = await shell('echo start; sleep 60', options);
      expect(silent).toMatchObject({
        endedBy: 'silence',
        output: expect.stringMatching(/^start\n/),
      });
      expect(left(options.marker)).toBe(0);
    });

    it('ends a flood of output and keeps no more than allowed', async () => {
      const options = at({ limits: { ...limits, outputBytesMax: 200_000 } });
      const ended = await shell('yes', options);
      expect(ended.endedBy).toBe('flood');
      expect(ended.output.length).toBeLessThanOrEqual(200_000);
      expect(left(options.marker)).toBe(0);
    });

    it('ends a command that fills the disk, by one file or by many', async () => {
      const options = at({ limits: { ...limits, diskBytesMax: 5_000_000 } });
      const one = await shell('exec head -c 100000000 /dev/zero > big', options);
      expect(one.endedBy).toBe('disk_quota');
      const many = 'i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > f$i; sleep 0.02; done';
      const other = at({ limits: { ...limits, diskBytesMax: 5_000_000 } });
      expect((await shell(many, other)).endedBy).toBe('disk_quota');
      expect(left(options.marker) + left(other.marker)).toBe(0);
    });

    it('does not count what was on the disk before', async () => {
      const options = at({ limits: { ...limits, diskBytesMax: 1_000_000 } });
      writeFileSync(join(options.cwd, 'old'), Buffer.alloc(5_000_000, 1));
      expect(await shell('sleep 1.5; echo x > f', options)).toMatchObject({ endedBy: 'exit' });
    });

    it('ends a command that takes too much memory, alone or together', {
      timeout: 30_000,
    }, async () => {
      const options = at({ limits: { ...limits, memoryBytesMax: 300_000_000 } });
      const hog = `const all = []; for (;;) all.push(Buffer.alloc(20_000_000, 1));`;
      const alone = await program(hog, options);
      expect(alone.exitCode).not.toBe(0);
      expect(alone.endedBy).toMatch(/^(exit|signal|memory_limit)$/);
      const part = `const b = Buffer.alloc(90_000_000, 1); setTimeout(() => b, 20_000);`;
      const many = `for i in 1 2 3 4; do ${node} -e '${part}' & done; wait`;
      expect((await shell(many, options)).endedBy).toBe('memory_limit');
      expect(left(options.marker)).toBe(0);
    });

    // Without a sandbox a bomb can outrun its cleaning up, so it is not set off there.
    if (isSandboxed) {
      it('ends a fork bomb', { timeout: 30_000 }, async () => {
        const options = at();
        const bomb = await shell('bomb() { bomb | bomb & }; bomb; sleep 10', options);
        expect(bomb.endedBy).toBe('process_limit');
        expect(left(options.marker)).toBe(0);
      });
    }

    it('ends a crowd of processes', async () => {
      const options = at({ limits: { ...limits, processesMax: 10 } });
      const crowd = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do sleep 30 & done; wait';
      expect((await shell(crowd, options)).endedBy).toBe('process_limit');
      expect(left(options.marker)).toBe(0);
    });

    it('limits open files', async () => {
      const options = at({ limits: { ...limits, openFilesMax: 64 } });
      expect((await shell('ulimit -n; ulimit -c', options)).output).toBe('64\n0\n');
    });

    it('asks before it kills, and kills what does not listen', async () => {
      const polite = at();
      let said = '';
      const ready = Promise.withResolvers<void>();
      const onOutput = (chunk: string) => {
        said += chunk;
        ready.resolve();
      };
      const trap = 'trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.05; done';
      const running = await startProcess(request(['/bin/sh', '-c', trap], { ...polite, onOutput }));
      await ready.promise;
      expect(await running.stop()).toMatchObject({ endedBy: 'stopped' });
      expect(said).toContain('bye');
      const deaf = at({ limits: { ...limits, timeoutMs: 300 } });
      const ended = await shell('trap "" TERM; while :; do sleep 0.05; done', deaf);
      expect(ended.endedBy).toBe('timeout');
      expect(ended.durationMs).toBeGreaterThanOrEqual(2_000);
      expect(left(deaf.marker)).toBe(0);
    });
  });
}

it('refuses a request without a command or with limits that are none', async () => {
  const cwd = temporaryDirectory();
  for (const bad of [
    request([], { cwd }),
    request(['/bin/true'], { cwd: 'relative', writable: [] }),
    request(['/bin/true'], { cwd, limits: { ...limits, timeoutMs: 0 } }),
    request(['/bin/true'], { cwd, readable: [join(cwd, 'missing')] }),
    request(['/bin/true'], { cwd, env: { 'A=B': 'x' } }),
  ]) {
    await expect(startProcess(bad)).rejects.toMatchObject({ code: 'invalid_input' });
  }
});

it('finds and ends what an earlier life left running', async () => {
  const marker = `mosaic-orphan-${randomUUID()}`;
  const script = 'sleep 300 & setsid sleep 300 & wait';
  const orphan = spawn('/bin/sh', ['-c', script], {
    env: { MOSAIC_PROCESS: `${marker}:1` },
    detached: true,
    stdio: 'ignore',
  });
  orphan.unref();
  await expect.poll(() => left(marker)).toBe(3);
  expect(await sweepOrphans(marker)).toBe(3);
  expect(left(marker)).toBe(0);
  expect(await sweepOrphans(marker)).toBe(0);
  await expect(sweepOrphans('')).rejects.toMatchObject({ code: 'invalid_input' });
});
