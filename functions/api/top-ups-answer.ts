import { type TopUp, topUpList } from '../../shared/contract/schemas.ts';
import { CheckedJson } from './checked-json.ts';
import { etagOf } from './etag.ts';

interface TopUpsAnswer {
  readonly body: CheckedJson<typeof topUpList>;
  readonly etag: string;
}

/** The catalogue gives the same list until it has a newer one, and the answers to a list go with it. */
const answers = new WeakMap<readonly TopUp[], TopUpsAnswer>();

/** The answer that lists these top-ups, with its validator: made once for each list. */
export function topUpsAnswer(topUps: readonly TopUp[]): TopUpsAnswer {
  const known = answers.get(topUps);
  if (known) return known;
  const body = new CheckedJson(topUpList, { items: [...topUps], nextCursor: null });
  const answer = { body, etag: etagOf(body.text) };
  answers.set(topUps, answer);
  return answer;
}
