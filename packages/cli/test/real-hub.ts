import { startHub } from '@mosaic/stack';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary.ts';

export interface RealHub {
  home: string;
  url: string;
  token: string;
  /** Environment by which the command line finds it. */
  env: Record<string, string>;
}

/** A hub without a runner, on a home of its own. */
export async function realHub(): Promise<RealHub> {
  const home = temporaryFolder();
  const hub = await startHub({
    home,
    host: '127.0.0.1',
    port: 0,
    version: '0.0.0',
    logLevel: 'silent',
    webRoot: null,
    sandbox: 'auto',
    runner: null,
    mcpProfile: null,
    allowedHosts: [],
  });
  onTestFinished(() => hub.close());
  const env = { MOSAIC_HOME: home, MOSAIC_URL: hub.url };
  return { home, url: hub.url, token: hub.ownerToken, env };
}
