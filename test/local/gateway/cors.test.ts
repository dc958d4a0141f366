import { describe, expect, it } from 'vitest';
import { isOnThisMachine } from '../../../local/gateway/cors.ts';
import { Refusal } from '../../../local/gateway/refusal.ts';
import { runGateway } from './running-gateway.ts';

const preflight = {
  method: 'OPTIONS',
  headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
};
const path = '/v1/subscriptions/sub_1/purchases';

describe('a page of another origin', () => {
  it('is told before it sends, where it is of this machine, and the function hears nothing of it', async () => {
    const { url, events } = await runGateway({ allowOrigin: isOnThisMachine });
    const { status, headers } = await fetch(url + path, preflight);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(headers.get('access-control-allow-methods')).toBe('GET,POST,DELETE');
    expect(headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(events).toEqual([]);
  });

  it('may read answers and refusals, with the headers that clients need', async () => {
    const authorize = async () => {
      throw new Refusal(401);
    };
    const origin = { headers: { origin: 'http://127.0.0.1:5173' } };
    const gateways = await Promise.all(
      [{}, { authorize }].map((one) => runGateway({ ...one, allowOrigin: isOnThisMachine })),
    );
    const answers = await Promise.all(gateways.map(({ url }) => fetch(`${url}/v1/project`, origin)));
    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:5173');
      expect(headers.get('access-control-expose-headers')).toContain('retry-after');
      expect(headers.get('vary')).toContain('Origin');
    }
  });

  it.each([
    'https://evil.example',
    'http://localhost.evil.example',
    'http://localhost:5173.evil.example',
    'https://localhost:5173',
    'http://192.168.0.2',
    'null',
  ])('may do nothing from %s', async (origin) => {
    const { url } = await runGateway({ allowOrigin: isOnThisMachine });
    const asked = await fetch(url + path, { ...preflight, headers: { ...preflight.headers, origin } });
    const read = await fetch(`${url}/v1/project`, { headers: { origin } });
    expect([asked.status, read.status]).toEqual([404, 200]);
    for (const { headers } of [asked, read]) expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('may do nothing unless the gateway is told so', async () => {
    const { url } = await runGateway();
    const { status, headers } = await fetch(url + path, preflight);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([404, null]);
  });
});
