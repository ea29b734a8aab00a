/**
 * Runs a command whose only way out is a Unix socket.
 *
 *   node forwarder.mjs SOCKET PORT COMMAND [ARGUMENT …]
 *
 * Listens on 127.0.0.1:PORT (0: any), passes every connection on to the egress broker at SOCKET,
 * tells the command so through the usual proxy variables, and ends as the command ends.
 */
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

const [socketPath, port, command, ...args] = process.argv.slice(2);

const server = createServer({ allowHalfOpen: true }, (client) => {
  const broker = connect({ path: socketPath, allowHalfOpen: true });
  client.pipe(broker);
  broker.pipe(client);
  client.on('error', () => broker.destroy());
  broker.on('error', () => client.destroy());
});

server.on('error', (error) => {
  console.error(`The way to the egress broker could not be opened: ${error.message}`);
  process.exit(125);
});

server.listen(Number(port), '127.0.0.1', () => {
  const proxy = `http://127.0.0.1:${server.address().port}`;
  const local = 'localhost,127.0.0.1,::1';
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: {
      ...process.env,
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
      ALL_PROXY: proxy,
      NO_PROXY: local,
      http_proxy: proxy,
      https_proxy: proxy,
      all_proxy: proxy,
      no_proxy: local,
      NODE_USE_ENV_PROXY: '1',
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    // Whoever ends us tells the command as well; it decides what to do, and we end when it does.
    process.on(signal, () => {});
  }
  child.on('error', (error) => {
    console.error(`${command} could not be started: ${error.message}`);
    process.exit(error.code === 'ENOENT' ? 127 : 126);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    setTimeout(() => process.exit(1), 1_000);
  });
});
