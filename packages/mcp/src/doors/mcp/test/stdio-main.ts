/** The bridge as a process of its own, as `mosaic mcp stdio` runs it. */
import { bridgeStdio } from '../stdio-bridge.ts';

const [url, token] = process.argv.slice(2);
await bridgeStdio({
  url: new URL(url ?? ''),
  token: token ?? '',
  stdin: process.stdin,
  stdout: process.stdout,
});
