import express, { type ErrorRequestHandler, type Request } from 'express';
import serverless from 'serverless-http';
import { buyOnce } from './idempotency-record.ts';
import { listTopUps, messageOf, purchaseRequest, statusOf, userOf } from './shop.ts';

const app = express();
app.use(express.json());

function callerOf(request: Request): string {
  const { requestContext } = request as Request & {
    requestContext?: { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
  };
  return userOf(requestContext?.authorizer?.jwt?.claims);
}

app.get('/v1/plans/:plan/top-ups', async (request, response) => {
  callerOf(request);
  response.json(await listTopUps(request.params.plan));
});

app.post('/v1/subscriptions/:subscription/purchases', async (request, response) => {
  const wish = { ...purchaseRequest.parse(request.body), user: callerOf(request), ...request.params };
  response.status(201).json(await buyOnce(request.get('idempotency-key'), wish));
});

const onError: ErrorRequestHandler = (error, _request, response, _next) => {
  response.status(statusOf(error)).json({ message: messageOf(error) });
};
app.use(onError);

export const handler = serverless(app, {
  request: (request: Record<string, unknown>, event: Record<string, unknown>) => {
    request['requestContext'] = event['requestContext'];
  },
});
