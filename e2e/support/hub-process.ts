/** A hub in a process of its own. Usage: `node hub-process.ts OPTIONS`, options as JSON. */
import { startHub } from '@mosaic/stack';
import type { HubProcessOptions } from './installation.ts';

const options: HubProcessOptions = JSON.parse(process.argv[2] ?? '{}');
const hub = await startHub({
  home: options.home,
  host: '127.0.0.1',
  port: options.port,
  version: '0.0.0-test',
  logLevel: 'warn',
  webRoot: null,
  sandbox: 'auto',
  runner: options.slots === null ? null : { slots: options.slots },
  mcpProfile: null,
  allowedHosts: [],
  timeouts: options.timeouts,
});
process.once('SIGTERM', () => void hub.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ url: hub.url, ownerToken: hub.ownerToken })}\n`);
