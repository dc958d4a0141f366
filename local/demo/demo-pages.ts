import * as z from 'zod';
import type { LocalPage, LocalPages } from '../gateway/local-pages.ts';
import type { Answer } from '../gateway/refusal.ts';
import { seedApiKey, seedProjects } from '../gigs-sandbox/seed.ts';
import { requestToken } from '../identity/request-token.ts';
import { localHost } from '../listen.ts';
import type { Ports } from '../ports.ts';
import { demoFile } from './demo-bundle.ts';

// The browser refuses whatever the page might try to load from elsewhere.
const securityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Top-ups</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='9' fill='%234f46e5'/%3E%3Cpath d='M16 8v16M8 16h16' stroke='%23fff' stroke-width='4' stroke-linecap='round'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/demo/app.css">
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript.</noscript>
<script type="module" src="/demo/app.js"></script>
</body>
</html>
`;

const signIn = z.strictObject({ user: z.enum(['jerry', 'elaine', 'kramer']) });
const priceChange = z.strictObject({ addon: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });

/** The newest calls that the page is shown. */
const mostCalls = 40;

/**
 * `/demo`: a storefront on the client package, and beside it what goes on behind: a token for who is chosen there, and
 * those controls of the sandbox that the page uses.
 */
export function createDemoPages({ identityProvider, gigsSandbox }: Ports): LocalPages {
  const sandbox = `http://${localHost}:${gigsSandbox}`;

  async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(sandbox + path, { ...init, signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${path}`);
    const text = await response.text();
    return text ? JSON.parse(text) : {};
  }

  function order(fault: object): Promise<unknown> {
    return ask('/sandbox/faults', { method: 'POST', body: JSON.stringify(fault) });
  }

  return {
    '/demo': async () => page('text/html; charset=utf-8', html),
    '/demo/app.js': async () => page('text/javascript; charset=utf-8', await demoFile('app.js')),
    '/demo/app.css': async () => page('text/css; charset=utf-8', await demoFile('app.css')),
    'POST /demo/token': answering(async (body) => {
      const { user } = signIn.parse(body);
      return { token: await requestToken(identityProvider, user) };
    }),
    // Of the sandbox, what the page shows and no more: not its API keys, nobody's id, nothing that was sent.
    '/demo/sandbox': answering(async () => {
      const { faults } = (await ask('/sandbox')) as { faults: unknown[] };
      return { faults };
    }),
    '/demo/sandbox/requests': answering(async () => {
      const { items } = (await ask('/sandbox/requests')) as { items: Call[] };
      const newest = items.slice(-mostCalls);
      return {
        items: newest.map(({ method, path, status, fault }) => ({ method, path, status, fault })),
        count: items.length,
      };
    }),
    'POST /demo/sandbox/faults': answering((body) => order(z.record(z.string(), z.unknown()).parse(body))),
    'DELETE /demo/sandbox/faults': answering(() => ask('/sandbox/faults', { method: 'DELETE' })),
    // At Gigs a price never changes. The next two times that the service reads this add-on, it is shown a dearer one.
    'POST /demo/price-change': answering(async (body) => {
      const { addon } = priceChange.parse(body);
      const path = `/projects/${seedProjects.gigs}/addons/${addon}`;
      const shown = (await ask(path, { headers: { authorization: `Bearer ${seedApiKey}` } })) as Priced;
      const { amount } = shown.price;
      const price = { ...shown.price, amount: amount + Math.max(1, Math.ceil(amount / 10)) };
      return order({ method: 'GET', path, fault: 'status', status: 200, times: 2, body: { ...shown, price } });
    }),
  };
}

/** What the page shows of a request that the sandbox received. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly fault: string | null;
}

interface Priced {
  readonly price: { readonly amount: number; readonly currency: string };
}

function page(type: string, body: string | Uint8Array): Answer {
  return {
    status: 200,
    headers: [
      ['content-type', type],
      ['content-security-policy', securityPolicy],
      ['cache-control', 'no-store'],
      ['x-content-type-options', 'nosniff'],
      ['referrer-policy', 'no-referrer'],
    ],
    body: Buffer.from(body),
  };
}

/** A page that takes and gives JSON, and says in `message` what went wrong. */
function answering(act: (body: unknown) => Promise<unknown>): LocalPage {
  return async (body) => {
    const [status, answer] = await Promise.resolve()
      .then(() => act(body.length > 0 ? JSON.parse(body.toString()) : undefined))
      .then((done) => [200, done] as const)
      .catch((error: unknown) => {
        const isTheirs = error instanceof z.ZodError || error instanceof SyntaxError;
        const message = isTheirs ? 'The body makes no sense' : error instanceof Error ? error.message : 'Failed';
        return [isTheirs ? 400 : 502, { message }] as const;
      });
    return { ...page('application/json', JSON.stringify(answer)), status };
  };
}
