import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { CheckedJson, jsonOf } from '../../../functions/api/checked-json.ts';
import { topUpsAnswer } from '../../../functions/api/top-ups-answer.ts';
import type { TopUp } from '../../../shared/contract/schemas.ts';

const shown = z.object({ id: z.string() });
const other = z.object({ id: z.string() });

describe('a body that was checked before', () => {
  it('has nothing that is not in its schema', () => {
    const found = { id: 'a', provider: 'p5' };
    expect(jsonOf(shown, new CheckedJson(shown, found))).toBe('{"id":"a"}');
    expect(jsonOf(shown, found)).toBe('{"id":"a"}');
  });

  it('is refused where another schema is asked for', () => {
    expect(() => jsonOf(other, new CheckedJson(shown, { id: 'a' }))).toThrow('another schema');
  });
});

describe('the answer to a list of top-ups', () => {
  const topUp: TopUp = {
    id: 'add_1',
    name: '1 GB',
    description: null,
    price: { amount: 999, currency: 'USD' },
    allowances: { dataBytes: 1, voiceSeconds: 0, smsMessages: 0 },
    validity: null,
    recurrenceType: 'oneTime',
    activationTrigger: null,
  };

  it('is made once for the same list, and anew for another, with the same validator if it says the same', () => {
    const list = [topUp];
    const answer = topUpsAnswer(list);
    expect(topUpsAnswer(list)).toBe(answer);
    const again = topUpsAnswer([{ ...topUp }]);
    expect(again).not.toBe(answer);
    expect(again.etag).toBe(answer.etag);
    expect(topUpsAnswer([{ ...topUp, name: '2 GB' }]).etag).not.toBe(answer.etag);
  });
});
