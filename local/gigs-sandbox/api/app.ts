import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { addonRoutes } from './addons.ts';
import type { ApiEnv } from './context.ts';
import { GigsError, unauthenticated } from './errors.ts';
import { projectRoutes } from './projects.ts';
import { replayIdempotently } from './replay-idempotently.ts';
import { subscriptionAddonRoutes } from './subscription-addons.ts';
import { subscriptionRoutes } from './subscriptions.ts';

/** Before anything else, as Gigs does: without a good key, nothing says whether a path exists. */
const authenticate = createMiddleware<ApiEnv>(async function authenticate(c, next) {
  const token = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
  if (token === undefined || !c.env.sandbox.switches.apiKeys.includes(token)) return c.json(unauthenticated, 401);
  return next();
});

/** Gigs' API. It checks headers, then the path, then query and body, and answers errors as Gigs does. */
export function createApi(): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .use(authenticate, replayIdempotently)
    .route('/', projectRoutes)
    .route('/', addonRoutes)
    .route('/', subscriptionAddonRoutes)
    .route('/', subscriptionRoutes)
    .notFound((c) => c.json(new GigsError('notFound', `No such path: ${c.req.method} ${c.req.path}`).body, 404))
    .onError((error, c) => {
      if (error instanceof GigsError) return c.json(error.body, error.status);
      console.error(error);
      return c.json(new GigsError('internal', 'The sandbox has a bug').body, 500);
    });
}
