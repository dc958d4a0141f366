import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { addon, page, subscription, subscriptionAddon } from '../shared/gigs/recorded.ts';
import type { Canaries } from './canaries.ts';

/** What the user of this number has, and what of it may be shown to them alone. */
export function belongingsOf(user: string) {
  const number = user.replace('usr_crowd', '');
  return {
    subscription: `sub_${number}`,
    plan: `pln_${number}`,
    addon: `add_${number}`,
    subscriptionAddon: `sad_${number}`,
  };
}

/** A Gigs with as many users as anybody asks for, each with a line, a plan and an add-on, slow by turns. */
export async function startCrowdedGigs(canaries: Canaries) {
  const own = (user: string, what: string) => canaries.plant(`${what} of ${user}`, { isShown: true, owner: user });

  function objectsOf(number: string) {
    const user = `usr_crowd${number}`;
    const ids = belongingsOf(user);
    const offered = {
      ...addon,
      id: ids.addon,
      plans: [ids.plan],
      name: own(user, 'add-on'),
      description: own(user, 'description'),
    };
    const line = {
      ...subscription,
      id: ids.subscription,
      user: { id: user, email: canaries.plant(`e-mail of ${user}`), fullName: canaries.plant(`name of ${user}`) },
      plan: { id: ids.plan, name: own(user, 'plan') },
      phoneNumber: own(user, 'phone number'),
    };
    const held = {
      ...subscriptionAddon,
      id: ids.subscriptionAddon,
      subscription: ids.subscription,
      user,
      addon: offered,
      status: 'active',
      endedAt: null,
    };
    return { offered, line, held };
  }

  function answerTo(method: string, url: string, body: string): unknown {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const asked = `${pathname} ${searchParams} ${body}`;
    const number = /(?:usr_crowd|sub_|pln_|add_|sad_)(\d+)/.exec(asked)?.[1] ?? '0';
    const { offered, line, held } = objectsOf(number);
    if (method === 'POST') return { ...held, id: `sad_9${number}`, status: 'pending' };
    if (method === 'DELETE') return { ...held, status: 'ended' };
    if (/\/addons$/.test(pathname)) return page([offered]);
    if (/\/addons\//.test(pathname)) return offered;
    if (/\/subscriptions$/.test(pathname)) return page([line]);
    if (/\/subscriptions\//.test(pathname)) return line;
    if (/\/subscriptionAddons$/.test(pathname)) return page(searchParams.has('addon') ? [] : [held]);
    return held;
  }

  let asked = 0;
  const slowly = () => sleep((++asked * 7) % 11);
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const body = await text(request);
    await slowly();
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answerTo(method, url, body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetch: (async (url) => {
      await slowly();
      const body = JSON.stringify(answerTo('GET', String(url), ''));
      return new Response(body, { headers: { 'content-type': 'application/json' } });
    }) satisfies typeof fetch,
    close: () => server.close(),
  };
}
