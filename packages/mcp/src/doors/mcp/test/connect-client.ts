import {
  Client,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';

/** Both protocol eras, as the official client is told to speak them. */
export const eras = ['legacy', 'modern'] as const;
export type Era = (typeof eras)[number];

export const modernVersion = '2026-07-28';

function createClient(era: Era): Client {
  const mode = era === 'legacy' ? 'legacy' : { pin: modernVersion };
  return new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
}

/** The official client over HTTP with a bearer token. */
export async function connectClient(era: Era, url: URL, token: string): Promise<Client> {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  return connectVia(era, new StreamableHTTPClientTransport(url, { requestInit }));
}

export async function connectVia(era: Era, transport: Transport): Promise<Client> {
  const client = createClient(era);
  await client.connect(transport);
  return client;
}
