import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  missing,
  node,
  program,
  request,
  run,
  shell,
  temporaryDirectory,
} from '../test/fixture.ts';
import { detectSandbox, startProcess, sweepOrphans } from './index.ts';

const secret = `canary-${randomUUID()}`;

function place(): { home: string; tree: string; outside: string } {
  const home = temporaryDirectory();
  const tree = join(home, 'clone', 'tree');
  mkdirSync(tree, { recursive: true });
  const outside = join(home, 'other-clone');
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), secret);
  return { home, tree, outside };
}

it('says which sandbox there is', async () => {
  expect(await detectSandbox()).toMatchObject({
    kind: expect.stringMatching(/^(bubblewrap|none)$/),
  });
});

describe.skipIf(missing !== '')(`a sandboxed command${missing}`, () => {
  it('reads nothing of the host but what is lent', async () => {
    const { home, tree, outside } = place();
    const paths = [
      join(outside, 'secret'),
      join(tree, '../../other-clone/secret'),
      homedir(),
      '/root',
      '/home',
      '/etc/shadow',
      '/etc/hostname',
      '/etc/ssh',
      '/etc/ssl/private',
      '/var',
      '/sys',
      '/run/dbus',
      '/tmp/mosaic',
      home,
      `/proc/${process.pid}/environ`,
      `/proc/${process.pid}/root`,
      join(process.cwd(), 'package.json'),
    ];
    for (const path of paths) {
      const { output } = await shell(`ls -A '${path}' && cat '${path}'`, { cwd: tree });
      expect(output, path).not.toContain(secret);
      if (path !== home && path !== '/home')
        expect(output, path).toMatch(/No such file|Permission/);
    }
    expect(
      (await shell('find /proc -name environ 2>/dev/null | wc -l', { cwd: tree })).output,
    ).toMatch(/^\d{1,2}\n$/);
  });

  it('sees neither the environment nor the processes of the host', async () => {
    const { tree } = place();
    process.env.MOSAIC_TEST_SECRET = secret;
    onTestFinished(() => {
      delete process.env.MOSAIC_TEST_SECRET;
    });
    const { output } = await shell('env; cat /proc/*/environ /proc/*/cmdline; ls /proc', {
      cwd: tree,
    });
    expect(output).not.toContain(secret);
    expect(output).not.toContain('vitest');
    const ids = output.split('\n').filter((line) => /^\d+$/.test(line));
    expect(ids.length).toBeLessThan(8);
    const killed = await shell(`kill -9 ${process.pid}; echo $?`, { cwd: tree });
    expect(killed.output).toContain('No such process');
  });

  it('writes nowhere but where it may', async () => {
    const { tree, outside } = place();
    const targets = [
      '/x',
      '/usr/x',
      '/etc/x',
      '/dev/x',
      '/run/x',
      join(outside, 'x'),
      '/proc/sys/kernel/x',
    ];
    for (const path of [...targets, '/etc/passwd', node]) {
      const { exitCode } = await shell(`echo x >> '${path}'`, { cwd: tree });
      expect(exitCode, path).not.toBe(0);
    }
    // What is not lent is in memory: writing beside the work tree reaches nobody.
    await shell('echo x > ../x', { cwd: tree });
    expect(existsSync(join(outside, 'x')) || existsSync(join(tree, '../x'))).toBe(false);
    const inside = await shell('echo ok > f && cp f /tmp/f && cp f ~/f && cat ~/f', { cwd: tree });
    expect(inside.output).toBe('ok\n');
    expect(readFileSync(join(tree, 'f'), 'utf8')).toBe('ok\n');
    expect(existsSync('/tmp/f')).toBe(false);
  });

  it('gains nothing by links', async () => {
    const { tree, outside } = place();
    symlinkSync(join(outside, 'secret'), join(tree, 'link'));
    symlinkSync('/proc/self/root', join(tree, 'root'));
    const read = await shell(`cat link; cat root${outside}/secret; ls /proc/1/root${outside}`, {
      cwd: tree,
    });
    expect(read.output).not.toContain(secret);
    // A hard link across mounts is impossible, also where both are on one disk of the host.
    const hard = await shell('ln /usr/bin/env hard && echo linked; ln -s /etc/shadow s; cat s', {
      cwd: tree,
    });
    expect(hard.output).not.toContain('linked');
    expect(hard.output).not.toContain('root:');
  });

  it('is not lent what a link inside a writable directory points to', async () => {
    const { tree, outside } = place();
    symlinkSync(outside, join(tree, 'modules'));
    for (const lent of [
      { readable: [join(tree, 'modules')] },
      { readable: [join(tree, 'modules', 'secret')] },
      { lent: [{ from: join(tree, 'modules'), to: '/opt/x' }] },
      { lent: [{ from: outside, to: join(tree, 'modules') }] },
      { writable: [tree, join(tree, 'modules')] },
      { readable: ['/'] },
      { readable: ['/root'] },
      { writable: ['/etc'] },
      { readable: [`${tree}/../..`] },
    ]) {
      await expect(
        startProcess(request(['/bin/true'], { cwd: tree, ...lent })),
      ).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
  });

  it('is lent directories read-only, also inside its own', async () => {
    const { tree, outside } = place();
    const to = join(tree, 'node_modules');
    const lent = [{ from: outside, to }];
    const { output } = await shell(
      `cat node_modules/secret; echo x > node_modules/x || echo denied`,
      {
        cwd: tree,
        lent,
      },
    );
    expect(output).toContain(secret);
    expect(output).toContain('denied');
    linkSync(join(outside, 'secret'), join(outside, 'again'));
    expect(
      (await shell('rm node_modules/again || echo kept', { cwd: tree, lent })).output,
    ).toContain('kept');
  });

  it('has no network: no loopback of the host, no names, no IPv6, no abstract sockets', async () => {
    const { tree } = place();
    const abstract = `\0mosaic-${randomUUID()}`;
    const servers = [createServer(), createServer(), createServer()] as const;
    let connections = 0;
    for (const server of servers)
      server.on('connection', () => {
        connections += 1;
      });
    servers[0].listen(0, '127.0.0.1');
    servers[1].listen(0, '::');
    servers[2].listen(abstract);
    await Promise.all(servers.map((server) => once(server, 'listening')));
    onTestFinished(() =>
      servers.forEach((server) => {
        server.close();
      }),
    );
    const port = (index: 0 | 1) => (servers[index].address() as { port: number }).port;
    const { output } = await program(
      `import { connect } from 'node:net';
       import { lookup } from 'node:dns/promises';
       import { createSocket } from 'node:dgram';
       import { networkInterfaces } from 'node:os';
       const targets = [
         { host: '127.0.0.1', port: ${port(0)} }, { host: '::1', port: ${port(1)} },
         { host: '1.1.1.1', port: 443 }, { host: '2606:4700:4700::1111', port: 443 },
         { host: '169.254.169.254', port: 80 }, { path: ${JSON.stringify(abstract)} },
       ];
       for (const target of targets) {
         await new Promise((done) => {
           const socket = connect({ ...target, timeout: 2000 });
           socket.on('connect', () => { console.log('CONNECTED', target); done(); });
           socket.on('error', (e) => { console.log(e.code); done(); });
           socket.on('timeout', () => { console.log('timeout'); done(); });
         });
       }
       await lookup('example.com').then(() => console.log('RESOLVED'), (e) => console.log(e.code));
       console.log('localhost', (await lookup('localhost')).address);
       await new Promise((done) => createSocket('udp4').send('x', 53, '1.1.1.1', (e) => {
         console.log(e ? e.code : 'SENT'); done();
       }));
       console.log(Object.keys(networkInterfaces()).join());
       process.exit(0);`,
      { cwd: tree },
    );
    expect(output).not.toMatch(/CONNECTED|RESOLVED|SENT/);
    expect(output).toMatch(/localhost (127\.0\.0\.1|::1)/);
    expect(output.trim().split('\n').at(-1)).toMatch(/^(lo)?$/);
    expect(connections).toBe(0);
  });

  it('has no privilege and can not get one', async () => {
    const { tree } = place();
    const { output } = await shell(
      `grep CapEff /proc/self/status; grep NoNewPrivs /proc/self/status
       unshare -U true && echo UNSHARED; mount -t tmpfs x /tmp && echo MOUNTED
       mknod /tmp/d c 1 3 && echo NODE; chroot / true && echo CHROOT; cat /proc/keys | wc -c`,
      { cwd: tree },
    );
    expect(output).toMatch(/CapEff:\s+0{16}/);
    expect(output).toMatch(/NoNewPrivs:\s+1/);
    expect(output).not.toMatch(/UNSHARED|MOUNTED|NODE|CHROOT/);
  });

  it.runIf(process.arch === 'x64')(
    'may not make calls that name spaces do not contain',
    async () => {
      const { tree } = place();
      const attempts = {
        keyctl: 'syscall(250, 0, -3, 0)',
        io_uring: 'syscall(425, 1, 0)',
        bpf: 'syscall(321, 0, 0, 0)',
        perf: 'syscall(298, 0, 0, -1, -1, 0)',
        userfaultfd: 'syscall(323, 0)',
        vsock: 'syscall(41, 40, 1, 0)',
        alg: 'syscall(41, 38, 5, 0)',
        x32: 'syscall(0x40000000 + 39)',
        mount: 'syscall(165, 0, 0, 0, 0, 0)',
      };
      const lines = Object.entries(attempts).map(
        ([name, call]) => `print "${name} ", (${call} == -1 ? $! + 0 : "DONE"), "\\n";`,
      );
      const { output } = await run(['/usr/bin/perl', '-e', lines.join('')], { cwd: tree });
      expect(output.trim().split('\n')).toEqual([
        'keyctl 1',
        'io_uring 38',
        'bpf 1',
        'perf 1',
        'userfaultfd 1',
        'vsock 97',
        'alg 97',
        'x32 38',
        'mount 1',
      ]);
    },
  );

  it('can not type into a terminal', async () => {
    const { tree } = place();
    const push = `perl -e 'open(T, "+<", "/dev/tty") or print "no tty\\n"; for my $h (*STDIN, *STDOUT, *STDERR, *T) { print "PUSHED\\n" if ioctl($h, 0x5412, "x") }'`;
    const { output } = await shell(push, { cwd: tree });
    expect(output).toContain('no tty');
    expect(output).not.toContain('PUSHED');
  });

  it('inherits no open file, neither ours nor one that we inherited', async () => {
    const { home, tree, outside } = place();
    const file = openSync(join(outside, 'secret'), 'r');
    expect(file).toBeGreaterThan(2);
    const own = await shell('ls -l /proc/self/fd', { cwd: tree });
    const starter = spawn(
      '/bin/bash',
      [
        '-c',
        `exec 7<"$1" 57<"$1"; exec "$2" --input-type=module -e "$3"`,
        'bash',
        join(outside, 'secret'),
        node,
        `import { startProcess } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
         const request = ${JSON.stringify(request(['/bin/ls', '-l', '/proc/self/fd'], { cwd: tree }))};
         const onOutput = (text) => process.stdout.write(text);
         await (await startProcess({ ...request, onOutput })).done;`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    for await (const chunk of starter.stdout) output += chunk;
    for (const listing of [own.output, output]) {
      expect(listing).not.toContain(home);
      const numbers = [...listing.matchAll(/ (\d+) -> /g)].map(([, number]) => Number(number));
      expect(numbers.length).toBeGreaterThanOrEqual(3);
      expect(Math.max(...numbers), listing).toBeLessThanOrEqual(3);
    }
  });

  it('shows no variable on a command line that others can read', async () => {
    const { tree } = place();
    const running = await startProcess(
      request(['/bin/sleep', '5'], { cwd: tree, env: { TOKEN: secret } }),
    );
    expect(readFileSync(`/proc/${running.pid}/cmdline`, 'utf8')).not.toContain(secret);
    expect(readFileSync(`/proc/${running.pid}/environ`, 'utf8')).not.toContain(secret);
    expect(await running.stop()).toMatchObject({ endedBy: 'stopped' });
    const { output } = await shell('echo $TOKEN', { cwd: tree, env: { TOKEN: secret } });
    expect(output.trim()).toBe(secret);
  });

  it('says when it could not be set up, instead of blaming the command', async () => {
    const { tree } = place();
    const failing = run(['/bin/true'], {
      cwd: join(tree, 'missing'),
      writable: [tree],
    });
    await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('dies with us, even by kill -9', { timeout: 30_000 }, async () => {
    const { tree } = place();
    const marker = `mosaic-kill-${randomUUID()}`;
    const starter = spawn(
      node,
      [
        '--input-type=module',
        '-e',
        `import { startProcess } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
         const request = ${JSON.stringify(request(['/bin/sh', '-c', 'setsid sleep 300 & sleep 300'], { cwd: tree, marker }))};
         await startProcess(request);
         console.log('started');
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(starter.stdout, 'data');
    const { findTraced } = await import('./process-table.ts');
    const traces = { marker, session: null };
    await expect.poll(() => findTraced(traces).length).toBeGreaterThanOrEqual(2);
    starter.kill('SIGKILL');
    await expect.poll(() => findTraced(traces).length, { timeout: 5_000 }).toBe(0);
    await sweepOrphans(marker);
    const groups = ['', 'pids', 'memory'].flatMap((part) => {
      const directory = join('/sys/fs/cgroup', part);
      return existsSync(directory) ? readdirSync(directory) : [];
    });
    expect(groups.filter((name) => name.startsWith(`mosaic-${starter.pid}-`))).toEqual([]);
  });
});
