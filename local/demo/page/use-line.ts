import { useCallback, useEffect, useState } from 'preact/hooks';
import {
  type Project,
  type Subscription,
  type SubscriptionAddon,
  type TopUp,
  type TopUpsClient,
  TopUpsError,
} from '../../../client/src/top-ups-client.ts';

export interface LineView {
  readonly project: Project;
  readonly lines: readonly Subscription[];
  readonly line: Subscription | null;
  readonly topUps: readonly TopUp[];
  /** What the line has: awaiting payment, awaiting activation, active. */
  readonly addons: readonly SubscriptionAddon[];
}

export type Loading =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'ready'; readonly view: LineView };

const shownStatus = ['initiated', 'pending', 'active'] as const;
const waitMs = 1000;

/** The line that is shown, read anew on demand, and while something of it is not active yet. */
export function useLine(client: TopUpsClient) {
  const [loading, setLoading] = useState<Loading>({ state: 'loading' });
  const [chosen, setChosen] = useState<string | null>(null);

  const load = useCallback(async () => {
    setLoading((before) => (before.state === 'ready' ? before : { state: 'loading' }));
    try {
      setLoading({ state: 'ready', view: await readLine(client, chosen) });
    } catch (error) {
      // What was read before is worth more than an error.
      setLoading((before) => (before.state === 'ready' ? before : { state: 'failed', message: messageOf(error) }));
    }
  }, [client, chosen]);

  const refreshAddons = useCallback(async () => {
    const line = loading.state === 'ready' ? loading.view.line : null;
    if (!line) return;
    const { items } = await client.listAddons(line.id, { status: shownStatus, limit: 100 });
    setLoading((now) => (now.state === 'ready' ? { ...now, view: { ...now.view, addons: items } } : now));
  }, [client, loading]);

  useEffect(() => void load(), [load]);
  useEffect(() => {
    const isWaiting = loading.state === 'ready' && loading.view.addons.some(({ status }) => status !== 'active');
    if (!isWaiting) return;
    const timer = setTimeout(() => refreshAddons().catch(() => undefined), waitMs);
    return () => clearTimeout(timer);
  }, [loading, refreshAddons]);

  return { loading, load, refreshAddons, choose: setChosen };
}

async function readLine(client: TopUpsClient, chosen: string | null): Promise<LineView> {
  const [project, { items: lines }] = await Promise.all([
    client.getProject(),
    client.listSubscriptions({ limit: 100 }),
  ]);
  const line =
    lines.find(({ id }) => id === chosen) ?? lines.find(({ status }) => status === 'active') ?? lines[0] ?? null;
  if (!line) return { project, lines, line, topUps: [], addons: [] };
  const [topUps, addons] = await Promise.all([
    client.listTopUps(line.id),
    client.listAddons(line.id, { status: shownStatus, limit: 100 }),
  ]);
  return { project, lines, line, topUps, addons: addons.items };
}

/** What a user is told when something could not be read. */
export function messageOf(error: unknown): string {
  if (!(error instanceof TopUpsError)) return 'Something went wrong in this page.';
  switch (error.code) {
    case 'no-answer':
      return 'We could not reach the shop. Check your connection and try again.';
    case 'unauthenticated':
      return 'You are signed out. Please sign in again.';
    case 'gigs-unavailable':
    case 'service-unavailable':
      return 'The shop is having trouble right now. Please try again in a moment.';
    case 'too-many-requests':
      return 'That was a bit fast. Please try again in a moment.';
    default:
      return 'Something went wrong on our side. Please try again.';
  }
}
