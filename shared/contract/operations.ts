/** Who may call: anyone, or a user whose token has the scope for reading or for buying. */
export type Access = 'public' | 'read' | 'buy';

export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path template as API Gateway writes it: `{name}` stands for exactly one segment. */
  readonly path: `/${string}`;
  readonly access: Access;
}

/**
 * Every route there is. The API function, the CDK stack and the local gateway take their routes from here,
 * so nothing can be reachable in one of them and unknown to the others.
 */
export const operations = {
  getHealth: { method: 'GET', path: '/health', access: 'public' },
  getOpenApi: { method: 'GET', path: '/openapi.json', access: 'public' },
  getProblem: { method: 'GET', path: '/problems/{code}', access: 'public' },

  getProject: { method: 'GET', path: '/v1/project', access: 'read' },
  listSubscriptions: { method: 'GET', path: '/v1/subscriptions', access: 'read' },
  listPlanTopUps: { method: 'GET', path: '/v1/plans/{plan}/top-ups', access: 'read' },
  listSubscriptionTopUps: { method: 'GET', path: '/v1/subscriptions/{subscription}/top-ups', access: 'read' },
  buyTopUp: { method: 'POST', path: '/v1/subscriptions/{subscription}/purchases', access: 'buy' },
  getPurchase: { method: 'GET', path: '/v1/subscriptions/{subscription}/purchases/{purchase}', access: 'read' },
  listPurchases: { method: 'GET', path: '/v1/subscriptions/{subscription}/purchases', access: 'read' },
  listSubscriptionAddons: { method: 'GET', path: '/v1/subscriptions/{subscription}/addons', access: 'read' },
  getSubscriptionAddon: {
    method: 'GET',
    path: '/v1/subscriptions/{subscription}/addons/{subscriptionAddon}',
    access: 'read',
  },
  endSubscriptionAddon: {
    method: 'DELETE',
    path: '/v1/subscriptions/{subscription}/addons/{subscriptionAddon}',
    access: 'buy',
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

export const operationNames = Object.keys(operations) as OperationName[];

/** API Gateway's name of a route: `GET /v1/plans/{plan}/top-ups`. */
export function routeKeyOf(operation: Operation): string {
  return `${operation.method} ${operation.path}`;
}

/** Headers that a page of another origin may send and read, where its origin is allowed (CORS). */
export const crossOrigin = {
  sent: ['authorization', 'content-type', 'idempotency-key', 'if-none-match'],
  read: ['apigw-requestid', 'etag', 'idempotent-replayed', 'location', 'retry-after', 'x-request-id'],
} as const;
