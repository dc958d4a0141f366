import awsLambdaFastify from '@fastify/aws-lambda';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import Fastify, { type FastifyRequest } from 'fastify';
import { buyOnce } from './idempotency-record.ts';
import { listTopUps, messageOf, purchaseRequest, statusOf, userOf } from './shop.ts';

const app = Fastify();

function callerOf(request: FastifyRequest): string {
  const { awsLambda } = request as FastifyRequest & { awsLambda: { event: APIGatewayProxyEventV2WithJWTAuthorizer } };
  return userOf(awsLambda.event.requestContext.authorizer?.jwt.claims);
}

app.get<{ Params: { plan: string } }>('/v1/plans/:plan/top-ups', async (request) => {
  callerOf(request);
  return listTopUps(request.params.plan);
});

app.post<{ Params: { subscription: string } }>('/v1/subscriptions/:subscription/purchases', async (request, reply) => {
  const wish = { ...purchaseRequest.parse(request.body), user: callerOf(request), ...request.params };
  const key = request.headers['idempotency-key'];
  reply.status(201);
  return buyOnce(typeof key === 'string' ? key : undefined, wish);
});

app.setErrorHandler((error, _request, reply) => {
  reply.status(statusOf(error)).send({ message: messageOf(error) });
});

export const handler = awsLambdaFastify(app, { decorateRequest: true });
