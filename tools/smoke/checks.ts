import { type Operation, operationNames, operations } from '../../shared/contract/operations.ts';
import { expectStatus, expectThat } from './expectations.ts';
import { purchaseWithReplay } from './purchase.ts';
import type { Json, Service } from './service.ts';

export interface Subject {
  readonly service: Service;
  readonly token: string;
}

/** What a check found, in a few words; it throws SmokeFailure where something is not as it should be. */
export type Check = (subject: Subject) => Promise<string>;

/** An id that nothing has. */
const nobodys = 'smoke_test_nobodys_id';

const withScope = operationNames.map((name): Operation => operations[name]).filter(({ access }) => access !== 'public');

/** Each in turn; none needs what another did. */
export const checks: Readonly<Record<string, Check>> = {
  async 'public routes'({ service }) {
    const health = await service.ask('/health');
    expectStatus(health, 200);
    expectThat(health.body?.status === 'ok', 'health does not say ok');
    const problem = await service.ask('/problems/price-changed');
    expectStatus(problem, 200);
    const openApi = await service.ask('/openapi.json');
    expectStatus(openApi, 200);
    const missing = operationNames.filter((name) => !openApi.body?.paths?.[operations[name].path]);
    expectThat(missing.length === 0, `the OpenAPI document has no ${missing.join(', ')}`);
    return `health, a problem, ${operationNames.length} operations`;
  },

  async 'no token, no answer'({ service }) {
    for (const { method, path } of withScope) {
      const answer = await service.ask(path.replace(/\{\w+\}/g, nobodys), { method });
      expectThat(answer.status === 401, `${method} ${path} without a token: expected 401, got ${answer.status}`);
    }
    const forged = await service.ask('/v1/project', { token: `${btoa('{"alg":"none"}')}.${btoa('{}')}.` });
    expectThat(forged.status === 401, `a token that nobody signed: expected 401, got ${forged.status}`);
    return `${withScope.length} operations answer 401`;
  },

  async 'no such route'({ service, token }) {
    for (const path of ['/', '/v1', '/v1/projects', '/v1/project/']) {
      const answer = await service.ask(path, { token });
      expectThat(answer.status === 404, `${path}: expected 404, got ${answer.status}`);
    }
    return 'anything else is 404';
  },

  async listings(subject) {
    const project = await getProject(subject);
    const line = await activeSubscription(subject);
    const topUps = await subject.service.ask(`/v1/subscriptions/${line}/top-ups`, { token: subject.token });
    expectStatus(topUps, 200);
    expectThat(Array.isArray(topUps.body?.items), 'the list of top-ups has no items');
    const purchases = await subject.service.ask(`/v1/subscriptions/${line}/purchases`, { token: subject.token });
    expectStatus(purchases, 200);
    return `${project.type} project, ${topUps.body.items.length} top-ups for a subscription`;
  },

  async "another's subscription"({ service, token }) {
    const answer = await service.ask(`/v1/subscriptions/${nobodys}/purchases`, { token });
    expectStatus(answer, 404);
    expectThat(answer.body?.code === 'subscription-not-found', 'it is not the 404 of the contract');
    expectThat(answer.headers.get('content-type') === 'application/problem+json', 'it is no problem+json');
    return 'does not exist';
  },

  async 'a purchase with replay'(subject) {
    const { type } = await getProject(subject);
    // Only Gigs says whether buying costs money, and only this is believed: not the name of a stage, not an option.
    if (type !== 'test') return `left out: this is a ${type} project`;
    return purchaseWithReplay(subject, await activeSubscription(subject));
  },
};

async function getProject({ service, token }: Subject): Promise<Json> {
  const answer = await service.ask('/v1/project', { token });
  expectStatus(answer, 200);
  return answer.body;
}

async function activeSubscription({ service, token }: Subject): Promise<string> {
  const answer = await service.ask('/v1/subscriptions', { token });
  expectStatus(answer, 200);
  const active = answer.body?.items?.find(({ status }: Json) => status === 'active');
  expectThat(active !== undefined, 'the user of the token has no active subscription');
  return active.id;
}
