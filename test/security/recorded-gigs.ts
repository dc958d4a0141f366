import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addon, credentials, page, project, subscription, subscriptionAddon } from '../shared/gigs/recorded.ts';

/** The answers of Gigs that an operation makes use of, by what is asked for. */
export type Question =
  | 'project'
  | 'credentials'
  | 'plan'
  | 'add-on'
  | 'subscriptions'
  | 'subscription'
  | 'subscription add-ons'
  | 'subscription add-on'
  | 'purchase'
  | 'end';

const active = { ...subscriptionAddon, status: 'active', canceledAt: null, endedAt: null };

/** Each as Gigs' own pages show it. */
export const recorded: Readonly<Record<Question, unknown>> = {
  project,
  credentials,
  plan: page([addon]),
  'add-on': addon,
  subscriptions: page([subscription]),
  subscription,
  'subscription add-ons': page([]),
  'subscription add-on': active,
  purchase: { ...active, status: 'pending', activatedAt: null, currentPeriod: null },
  end: { ...active, status: 'ended', endedAt: '2021-01-30T23:12:28Z' },
};

const questions: readonly (readonly [Question, string, RegExp])[] = [
  ['project', 'GET', /^\/projects\/gigs$/],
  ['credentials', 'GET', /\/credentials$/],
  ['plan', 'GET', /\/addons$/],
  ['add-on', 'GET', /\/addons\/\w+$/],
  ['subscriptions', 'GET', /\/subscriptions$/],
  ['subscription', 'GET', /\/subscriptions\/\w+$/],
  ['subscription add-ons', 'GET', /\/subscriptionAddons$/],
  ['subscription add-on', 'GET', /\/subscriptionAddons\/\w+$/],
  ['purchase', 'POST', /\/subscriptionAddons$/],
  ['end', 'DELETE', /\/subscriptionAddons\/\w+$/],
];

/** A Gigs that says what was recorded, but for one question. Reads are calls in this process, changes use a socket. */
export async function startRecordedGigs() {
  let special: { question: Question; text: string } | undefined;
  let changes = 0;

  function textFor(method: string, url: string): string {
    const { pathname } = new URL(url, 'http://localhost');
    const question = questions.find(([, of, path]) => of === method && path.test(pathname))?.[0];
    if (question === undefined) throw new Error(`Nobody recorded ${method} ${pathname}`);
    return special?.question === question ? special.text : JSON.stringify(recorded[question]);
  }
  const server = createServer((request, response) => {
    changes += 1;
    request.resume();
    response.setHeader('content-type', 'application/json').end(textFor(request.method ?? '', request.url ?? ''));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetch: (async (url) =>
      new Response(textFor('GET', String(url)), {
        headers: { 'content-type': 'application/json' },
      })) satisfies typeof fetch,
    /** From now on, until told otherwise, this question has this answer. */
    answer(question: Question, text: string): void {
      special = { question, text };
    },
    get changes(): number {
      return changes;
    },
    close: () => server.close(),
  };
}
