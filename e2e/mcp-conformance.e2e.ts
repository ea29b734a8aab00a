import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  requiredScenarios,
  runConformance,
} from '../packages/mcp/src/doors/mcp/test/run-conformance.ts';
import { startShippedHub } from './support/shipped-hub.ts';

describe('the official MCP conformance suite against the shipped hub', () => {
  let hub: Awaited<ReturnType<typeof startShippedHub>>;
  beforeAll(async () => {
    hub = await startShippedHub({ MOSAIC_MCP_PROFILE: 'conformance' });
  });
  afterAll(() => hub.stop());

  it.each(requiredScenarios)(
    'passes all required server scenarios of %s',
    async (revision, count) => {
      const url = new URL(String(hub.conformanceUrl));
      const { passed, failed } = await runConformance(url, revision);
      expect(failed).toEqual([]);
      expect(passed).toHaveLength(count);
    },
  );

  it('keeps the fixtures away from whoever does not know the secret path', async () => {
    const { origin } = new URL(String(hub.conformanceUrl));
    const guessed = await fetch(`${origin}/mcp-conformance/${'0'.repeat(48)}`, { method: 'POST' });
    expect(guessed.status).toBe(404);
  });
});
