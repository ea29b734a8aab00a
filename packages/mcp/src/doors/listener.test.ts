import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ask } from '../../test/serve-hub.ts';
import { openTestHub, type TestHub } from '../../test/test-hub.ts';
import { createListener } from './listener.ts';

let hub: TestHub;
let app: ReturnType<typeof createListener>;
let url: string;
const state = { isReady: true, isStopping: false };
beforeEach(async () => {
  Object.assign(state, { isReady: true, isStopping: false });
  hub = await openTestHub();
  app = createListener({
    ...hub,
    logger: pino({ level: 'silent' }),
    isReady: () => state.isReady,
    notReadyBecause: () => 'store out of reach',
    isStopping: () => state.isStopping,
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await app.close();
  await hub.destroy();
});

it('is healthy as long as it answers, and ready only while it can serve', async () => {
  expect(await ask(`${url}/ready`)).toMatchObject({ status: 200, text: '{"status":"ready"}' });
  state.isReady = false;
  expect(await ask(`${url}/ready`)).toMatchObject({
    status: 503,
    text: '{"status":"store out of reach"}',
  });
  expect(await ask(`${url}/health`)).toMatchObject({ status: 200 });
});

it('asks callers not to keep their connections once it is going to stop', async () => {
  const kept = await fetch(`${url}/health`);
  expect(kept.headers.get('connection')).toBe('keep-alive');
  await kept.text();
  state.isStopping = true;
  for (const path of ['/health', '/ready', '/nothing']) {
    const last = await fetch(url + path);
    await last.text();
    expect(last.headers.get('connection'), path).toBe('close');
  }
});
