import { type Context, Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { buyOnce } from './idempotency-record.ts';
import { listTopUps, messageOf, purchaseRequest, statusOf, userOf } from './shop.ts';

type Env = { Bindings: { event: LambdaEvent } };
const app = new Hono<Env>();

function callerOf(c: Context<Env>): string {
  const context = c.env.event.requestContext as { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
  return userOf(context.authorizer?.jwt?.claims);
}

app.get('/v1/plans/:plan/top-ups', async (c) => {
  callerOf(c);
  return c.json(await listTopUps(c.req.param('plan')));
});

app.post('/v1/subscriptions/:subscription/purchases', async (c) => {
  const body = purchaseRequest.parse(await c.req.json());
  const wish = { ...body, user: callerOf(c), subscription: c.req.param('subscription') };
  return c.json(await buyOnce(c.req.header('idempotency-key'), wish), 201);
});

app.onError((error, c) => c.json({ message: messageOf(error) }, statusOf(error) as ContentfulStatusCode));

export const handler = handle(app);
