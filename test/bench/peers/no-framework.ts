// The same job without a framework: what the others add to it can be told from this.
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { HttpError } from './gigs.ts';
import { buyOnce } from './idempotency-record.ts';
import { listTopUps, messageOf, purchaseRequest, statusOf, userOf } from './shop.ts';

export async function handler(event: APIGatewayProxyEventV2WithJWTAuthorizer) {
  try {
    const user = userOf(event.requestContext.authorizer?.jwt.claims);
    const { plan, subscription } = event.pathParameters ?? {};
    if (event.routeKey === 'GET /v1/plans/{plan}/top-ups' && plan) return answer(200, await listTopUps(plan));
    if (event.routeKey === 'POST /v1/subscriptions/{subscription}/purchases' && subscription) {
      const wish = { ...purchaseRequest.parse(JSON.parse(event.body ?? '')), user, subscription };
      return answer(201, await buyOnce(event.headers['idempotency-key'], wish));
    }
    throw new HttpError(404, 'Not found');
  } catch (error) {
    return answer(statusOf(error), { message: messageOf(error) });
  }
}

function answer(statusCode: number, body: unknown) {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
