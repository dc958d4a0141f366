import { randomUUID } from 'node:crypto';
import type { Subject } from './checks.ts';
import { expectStatus, expectThat } from './expectations.ts';
import { type Answer, type Json, waitAsAsked } from './service.ts';

/** How often a purchase is looked at whose outcome is not known yet. */
const mostLooks = 60;

/** Buys the cheapest top-up of a subscription, again with the same key, and looks at what it bought. */
export async function purchaseWithReplay({ service, token }: Subject, subscription: string): Promise<string> {
  const line = `/v1/subscriptions/${subscription}`;
  const list = await service.ask(`${line}/top-ups`, { token });
  expectStatus(list, 200);
  const [topUp]: Json[] = list.body.items;
  expectThat(topUp !== undefined, 'the plan has no top-up to buy');

  const key = randomUUID();
  const buy = (body: object) =>
    service.ask(`${line}/purchases`, { method: 'POST', token, headers: { 'idempotency-key': key }, body });
  const wish = { addon: topUp.id, price: topUp.price, allowRepeat: true };
  const bought = await buy(wish);
  expectStatus(bought, 201, 202);
  const path = bought.headers.get('location') ?? '';
  expectThat(path === `${line}/purchases/${bought.body?.id}`, 'its Location is not where the purchase is');

  const settled = await untilSettled(() => service.ask(path, { token }));
  expectThat(settled.body.status === 'succeeded', `the purchase ended as ${settled.body.status}`);
  const replay = await buy(wish);
  expectStatus(replay, 201);
  expectThat(replay.body.id === bought.body.id, 'the same key made another purchase');
  expectThat(replay.headers.get('idempotent-replayed') === 'true', 'the replay does not say that it is one');
  const other = await buy({ ...wish, price: { ...wish.price, amount: wish.price.amount + 1 } });
  expectThat(other.status === 422, `the same key with another price: expected 422, got ${other.status}`);
  return `bought once, with status ${bought.status}`;
}

async function untilSettled(look: () => Promise<Answer>): Promise<Answer> {
  for (let looks = 0; looks < mostLooks; looks++) {
    const answer = await look();
    expectStatus(answer, 200);
    if (answer.body.status !== 'processing') return answer;
    await waitAsAsked(answer);
  }
  throw new Error('the purchase has no outcome after five minutes');
}
