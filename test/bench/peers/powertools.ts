// Hono, with the purchase made idempotent by Powertools, as its documentation shows for a function inside a handler.
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context as LambdaContext } from 'aws-lambda';
import { type Context, Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { HttpError } from './gigs.ts';
import { buy, listTopUps, messageOf, purchaseRequest, statusOf, userOf, type Wish } from './shop.ts';

type Env = { Bindings: { event: LambdaEvent; lambdaContext: LambdaContext } };
const app = new Hono<Env>();

const config = new IdempotencyConfig({
  eventKeyJmesPath: '[user, key]',
  payloadValidationJmesPath: 'wish',
  expiresAfterSeconds: 86_400,
});
const buyOnce = makeIdempotent(async ({ wish }: { user: string; key: string; wish: Wish }) => buy(wish), {
  persistenceStore: new DynamoDBPersistenceLayer({ tableName: process.env['IDEMPOTENCY_TABLE'] ?? '' }),
  config,
});

function callerOf(c: Context<Env>): string {
  const context = c.env.event.requestContext as { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
  return userOf(context.authorizer?.jwt?.claims);
}

app.get('/v1/plans/:plan/top-ups', async (c) => {
  callerOf(c);
  return c.json(await listTopUps(c.req.param('plan')));
});

app.post('/v1/subscriptions/:subscription/purchases', async (c) => {
  const user = callerOf(c);
  const key = c.req.header('idempotency-key');
  if (!key) throw new HttpError(400, 'The Idempotency-Key header is missing');
  config.registerLambdaContext(c.env.lambdaContext);
  const wish = { ...purchaseRequest.parse(await c.req.json()), user, subscription: c.req.param('subscription') };
  return c.json(await buyOnce({ user, key, wish }), 201);
});

app.onError((error, c) => c.json({ message: messageOf(error) }, statusOf(error) as ContentfulStatusCode));

export const handler = handle(app);
