import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { idempotencyModes } from '../api/idempotency.ts';
import { explain } from '../api/validation.ts';
import { showSubscriptionAddon } from '../model/subscription-addon.ts';
import type { SandboxState } from '../state.ts';
import { faultRequest } from './faults.ts';

export interface ControlEnv {
  Bindings: { readonly sandbox: SandboxState; readonly reset: () => void };
}

const milliseconds = z.strictObject({ ms: z.number().int().min(0) });
const apiKeys = z.strictObject({ keys: z.array(z.string().regex(/^\S+$/, 'must be text without spaces')) });
const idempotencyKeys = z.strictObject({ mode: z.enum(idempotencyModes) });

class BadControl extends Error {}

/** The body of a control request. Throws what is answered with 400. */
async function read<Schema extends z.ZodType>(c: Context<ControlEnv>, schema: Schema): Promise<z.output<Schema>> {
  const body: unknown = await c.req.json().catch(() => {
    throw new BadControl('The body is not valid JSON');
  });
  const result = schema.safeParse(body);
  if (!result.success) throw new BadControl(explain(result.error));
  return result.data;
}

/** The remote control of the sandbox: docs/sandbox.md lists what is on it. It needs no token and logs nothing. */
export function createControls(): Hono<ControlEnv> {
  return new Hono<ControlEnv>()
    .get('/sandbox', (c) => c.json({ switches: c.env.sandbox.switches, faults: c.env.sandbox.faults.items }))
    .get('/sandbox/requests', (c) => c.json({ items: c.env.sandbox.requests.items }))
    .get('/sandbox/subscription-addons', function listEverySubscriptionAddon(c) {
      const { world, now } = c.env.sandbox;
      const at = now();
      const all = world.flatMap((tenant) => tenant.subscriptionAddons);
      const oldestFirst = all.toSorted((one, other) => one.createdAt - other.createdAt);
      return c.json({ items: oldestFirst.map((subscriptionAddon) => showSubscriptionAddon(subscriptionAddon, at)) });
    })
    .post('/sandbox/faults', async function orderFault(c) {
      const fault = await read(c, faultRequest);
      c.env.sandbox.faults.add(fault);
      return c.json(fault, 201);
    })
    .delete('/sandbox/faults', function forgetFaults(c) {
      c.env.sandbox.faults.clear();
      return c.json({ faults: [] });
    })
    .post('/sandbox/reset', function reset(c) {
      c.env.reset();
      return c.json({ reset: true });
    })
    .put('/sandbox/api-keys', async function setApiKeys(c) {
      const { keys } = await read(c, apiKeys);
      c.env.sandbox.switches.apiKeys = keys;
      return c.json({ keys });
    })
    .put('/sandbox/idempotency-keys', async function setIdempotencyKeys(c) {
      const { mode } = await read(c, idempotencyKeys);
      c.env.sandbox.switches.idempotencyKeys = mode;
      return c.json({ mode });
    })
    .put('/sandbox/listing-lag', async function setListingLag(c) {
      const { ms } = await read(c, milliseconds);
      c.env.sandbox.switches.listingLagMs = ms;
      return c.json({ ms });
    })
    .put('/sandbox/payment-delay', async function setPaymentDelay(c) {
      const { ms } = await read(c, milliseconds);
      c.env.sandbox.switches.paymentDelayMs = ms;
      return c.json({ ms });
    })
    .notFound((c) => c.json({ error: `No such control: ${c.req.method} ${c.req.path}. See docs/sandbox.md` }, 404))
    .onError((error, c) => {
      if (error instanceof BadControl) return c.json({ error: error.message }, 400);
      console.error(error);
      return c.json({ error: 'The sandbox has a bug' }, 500);
    });
}
