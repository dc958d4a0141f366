import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import {
  seedAddons,
  seedApiKey,
  seedPlans,
  seedProjects,
  seedSubscriptions,
} from '../../../local/gigs-sandbox/seed.ts';
import { listen, localHost } from '../../../local/listen.ts';

type Template = Readonly<Record<string, unknown>>;

/**
 * A Gigs with as much in it as is asked for, where the sandbox has what its seed data say: any number of add-ons for
 * every plan, and every subscription that is asked for, which belongs to the sandbox's Jerry. Its objects are the
 * sandbox's. It checks nothing.
 */
export class PlentifulGigs implements AsyncDisposable {
  addonsPerPlan = 10;
  /** Subscription add-ons that every subscription has of each add-on before anything is bought. */
  heldPerSubscription = 0;
  requests = 0;
  readonly url: string;
  readonly #close: () => Promise<void>;
  readonly #templates: Templates;
  #made = 0;

  private constructor(url: string, close: () => Promise<void>, templates: Templates) {
    this.url = url;
    this.#close = close;
    this.#templates = templates;
  }

  /** @param sandbox the address of one with its seed data */
  static async start(sandbox: string): Promise<PlentifulGigs> {
    const templates = await readTemplates(sandbox);
    let gigs: PlentifulGigs | undefined;
    const server = createServer(async (request, response) => {
      const { method = '', url = '' } = request;
      const answer = gigs?.answer(new URL(url, 'http://gigs'), method === 'POST' ? await json(request) : undefined);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    const { port, close } = await listen(server, 0);
    gigs = new PlentifulGigs(`http://${localHost}:${port}`, close, templates);
    return gigs;
  }

  answer({ pathname, searchParams }: URL, body: unknown): unknown {
    this.requests += 1;
    const [, , , resource, id = ''] = pathname.split('/');
    const { addon, subscription } = this.#templates;
    if (resource === 'subscriptions') return { ...subscription, id };
    if (resource === 'addons') return id ? { ...addon, id } : this.#addonsOf(searchParams);
    if (body !== undefined) return this.#bought(body as { addon: string; subscription: string }, ++this.#made);
    const asked = { addon: searchParams.get('addon') ?? '', subscription: searchParams.get('subscription') ?? '' };
    const items = Array.from({ length: Math.min(this.heldPerSubscription, 200) }, (_, index) =>
      this.#bought(asked, -index),
    );
    return list(items, this.heldPerSubscription > 200 ? String(items.at(-1)?.['id']) : null);
  }

  #addonsOf(query: URLSearchParams): unknown {
    const from = Number(query.get('after')?.split('_').at(-1) ?? 0);
    const to = Math.min(from + Number(query.get('limit') ?? 10), this.addonsPerPlan);
    const items = Array.from({ length: to - from }, (_, index) => ({
      ...this.#templates.addon,
      id: `add_${from + index + 1}`,
      price: { amount: 999 + from + index, currency: 'USD' },
      plans: [query.get('plan')],
    }));
    return list(items, to < this.addonsPerPlan ? `add_${to}` : null);
  }

  #bought({ addon, subscription }: { addon: string; subscription: string }, number: number): Template {
    const { subscriptionAddon } = this.#templates;
    return { ...subscriptionAddon, id: `sad_${number}`, subscription, addon: { ...this.#templates.addon, id: addon } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

interface Templates {
  readonly addon: Template;
  readonly subscription: Template;
  readonly subscriptionAddon: Template;
}

async function readTemplates(sandbox: string): Promise<Templates> {
  const project = `${sandbox}/projects/${seedProjects.gigs}`;
  const headers = { authorization: `Bearer ${seedApiKey}`, 'content-type': 'application/json' };
  const read = async (path: string, init: RequestInit = {}) =>
    (await (await fetch(`${project}${path}`, { ...init, headers })).json()) as Template;
  const wish = JSON.stringify({ addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry });
  return {
    addon: { ...(await read(`/addons/${seedAddons.oneGigabyte}`)), plans: [seedPlans.jerry] },
    subscription: await read(`/subscriptions/${seedSubscriptions.jerry}`),
    subscriptionAddon: await read('/subscriptionAddons', { method: 'POST', body: wish }),
  };
}

function list(items: readonly unknown[], moreItemsAfter: string | null) {
  return { object: 'list', items, moreItemsAfter, moreItemsBefore: null };
}
