import { Writable } from 'node:stream';
import { exitCode } from '../exit-code.ts';
import { hubUrl, tokenFor } from '../hub/connect.ts';
import type { Session } from '../session.ts';

/** Passes MCP messages between standard input and output and the hub, until the input ends. */
export async function serveMcpStdio(session: Session): Promise<number> {
  const { bridgeStdio } = await import('@mosaic/mcp/stdio-bridge');
  const { io, config } = session;
  const stdout = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      io.stdout.write(String(chunk));
      done();
    },
  });
  const url = new URL('/mcp', hubUrl(config));
  await bridgeStdio({ url, token: tokenFor(config), stdin: io.stdin, stdout });
  return exitCode.ok;
}
