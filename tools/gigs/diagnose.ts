import type { GigsAddon } from '../../shared/gigs/addons.ts';
import { GigsKeyUnavailable, GigsRefused, GigsUnavailable } from '../../shared/gigs/outcome.ts';
import type { GigsProject } from '../../shared/gigs/projects.ts';
import { type OperatorGigs, whereaboutsOf } from './connect.ts';
import { explain, keyFailure } from './failure.ts';
import { durationWords } from './words.ts';

export interface Finding {
  readonly check: 'secret' | 'key' | 'project' | 'catalogue' | 'plan';
  readonly result: 'ok' | 'warning' | 'failed';
  readonly text: string;
  readonly hint: string | null;
}

const DAY_MS = 86_400_000;
const SOON_MS = 14 * DAY_MS;

/** Whether the secret can be read and holds a key, and for how long. */
export async function checkSecret(operator: OperatorGigs, now: number): Promise<Finding> {
  const { key, secretId } = operator;
  try {
    await key.current();
  } catch (error) {
    if (!(error instanceof GigsKeyUnavailable)) throw error;
    const { message, hint } = keyFailure(whereaboutsOf(operator), error.reason);
    return { check: 'secret', result: 'failed', text: message, hint };
  }
  const { ageMs, expiresAt } = key.describe();
  const age = ageMs === null ? '' : `, put in ${durationWords(ageMs)} ago`;
  const text = `${secretId} can be read and holds a key${age}`;
  if (expiresAt === null) return ok('secret', `${text}; it does not say when it runs out`);
  if (expiresAt <= now) {
    return {
      check: 'secret',
      result: 'failed',
      text: `${text}, which ran out ${durationWords(now - expiresAt)} ago`,
      hint: renew,
    };
  }
  const until = `${text}; it runs out in ${durationWords(expiresAt - now)}`;
  return expiresAt - now > SOON_MS
    ? ok('secret', until)
    : { check: 'secret', result: 'warning', text: until, hint: renew };
}

const renew = "Make a new key in Gigs' dashboard and put it into the secret.";

/** Whether Gigs accepts the key for the project. */
export async function checkKey(operator: OperatorGigs): Promise<Finding & { readonly found?: GigsProject }> {
  try {
    const found = await operator.gigs.getProject(operator.call());
    if (found) return { ...ok('key', `Gigs accepts it for project ${found.id} (${found.name})`), found };
    const text = `Gigs at ${operator.apiUrl} accepts the key, but knows no project ${operator.project} for it.`;
    return {
      check: 'key',
      result: 'failed',
      text,
      hint: 'A key belongs to one project: compare GIGS_PROJECT with it.',
    };
  } catch (error) {
    if (!(error instanceof GigsUnavailable || error instanceof GigsRefused)) throw error;
    const { message, hint } = explain(error, whereaboutsOf(operator));
    return { check: 'key', result: 'failed', text: message, hint };
  }
}

/** Whether the project is of the type that the stage needs: live for production, test for every other one. */
export function checkType({ type }: GigsProject, stage: string | undefined): Finding {
  if (stage === undefined) return ok('project', `is of type ${type} (name the --stage to have that checked)`);
  const needed = /^(live|prod|production)$/i.test(stage) ? 'live' : 'test';
  if (type === needed) return ok('project', `is of type ${type}, as stage ${stage} needs it`);
  return {
    check: 'project',
    result: 'failed',
    text: `is of type ${type}, but stage ${stage} needs one of type ${needed}.`,
    hint: 'A project keeps its type for ever: use another project and its key.',
  };
}

/** Whether there is anything to sell, and all of it is readable. */
export function checkCatalogue(addons: readonly GigsAddon[], malformed: number): Finding {
  const count = (status: string) => addons.filter((addon) => addon.status === status).length;
  const text = `${count('available')} available, ${count('draft')} draft and ${count('archived')} archived add-ons`;
  if (malformed > 0) {
    return {
      check: 'catalogue',
      result: 'warning',
      text: `${text}; ${malformed} more cannot be read, and no app sees those`,
      hint: 'They have another form than Gigs documents, such as an allowance that is no whole number.',
    };
  }
  if (count('available') > 0) return ok('catalogue', text);
  return { check: 'catalogue', result: 'failed', text, hint: 'Nothing can be bought: publish an add-on.' };
}

/** Whether an app sees anything for a plan, all in one currency, and just what the rule says. */
export function checkPlan(
  plan: string,
  seen: readonly { readonly id: string; readonly price: { readonly currency: string } }[],
  byRule: readonly string[],
  hiddenCount: number,
): Finding {
  const text = `${plan}: an app sees ${seen.length}, and ${hiddenCount} more are hidden`;
  const isSame = seen.length === byRule.length && seen.every(({ id }) => byRule.includes(id));
  if (!isSame) {
    const hint = `By the list of all add-ons it should see ${byRule.length}. Somebody may be changing the catalogue: run this again.`;
    return { check: 'plan', result: 'warning', text, hint };
  }
  if (seen.length === 0) {
    return { check: 'plan', result: 'warning', text, hint: 'Users of this plan are offered nothing.' };
  }
  const currencies = [...new Set(seen.map(({ price }) => price.currency))];
  if (currencies.length === 1) return ok('plan', text);
  const hint = `Prices are in ${currencies.join(', ')}: sorting by price mixes them. Sell a plan in one currency.`;
  return { check: 'plan', result: 'warning', text, hint };
}

function ok(check: Finding['check'], text: string): Finding {
  return { check, result: 'ok', text, hint: null };
}
