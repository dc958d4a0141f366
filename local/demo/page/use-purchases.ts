import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { BuyResult, Order, TopUpsClient } from '../../../client/src/top-ups-client.ts';
import type { Journal } from './journal.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly text: string;
}

const lookAgainMs = 3000;

/** Buying, and looking after purchases whose outcome is not known yet, also those of before the page was loaded. */
export function usePurchases(
  client: TopUpsClient,
  journal: Journal,
  nameOf: (order: Order) => string,
  onBought: () => void,
) {
  const [open, setOpen] = useState<readonly Order[]>([]);
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  // The newest of what changes with every drawing, for work that outlasts it.
  const latest = useRef({ nameOf, onBought });
  latest.current = { nameOf, onBought };
  const isWatching = useRef(false);
  // One that was begun while others are waited for is not among them.
  const isMore = useRef(false);
  // The client tells of an order that was not sent for as long as it might yet arrive; the user is told once.
  const told = useRef(new Map<string, string>());

  const notify = useCallback((tone: Notice['tone'], text: string) => {
    setNotices((before) => [...before.slice(-2), { id: Date.now() + Math.random(), tone, text }]);
  }, []);

  const watch = useCallback(async () => {
    isMore.current = true;
    if (isWatching.current) return;
    isWatching.current = true;
    try {
      for (;;) {
        isMore.current = false;
        const resumed = await client.resume({ patienceMs: 20_000 });
        for (const { order, result } of resumed) {
          journal.note('app', `resume → ${titleOf(result)}`, outcomeOf(result));
          const name = 'purchase' in result ? result.purchase.addon.name : latest.current.nameOf(order);
          const text = laterText(result, name);
          if (!text || told.current.get(lineAndAddon(order)) === text) continue;
          told.current.set(lineAndAddon(order), text);
          notify(result.status === 'succeeded' ? 'good' : 'bad', text);
          if (result.status === 'succeeded') latest.current.onBought();
        }
        if (isMore.current) continue;
        const left = resumed.filter(({ result }) => isOpen(result));
        setOpen(left.map(({ order }) => order));
        if (left.length === 0) return;
        await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
      }
    } finally {
      isWatching.current = false;
    }
  }, [client, journal, notify]);

  useEffect(() => {
    const look = () => void watch().catch(() => undefined);
    look();
    addEventListener('online', look);
    return () => removeEventListener('online', look);
  }, [watch]);

  async function buy(order: Order): Promise<BuyResult> {
    journal.note('app', `The user confirms ${latest.current.nameOf(order)}`);
    told.current.delete(lineAndAddon(order));
    const result = await client.buy(order, {
      // As long as somebody looks at a spinner. A request that is under way then is waited for.
      patienceMs: 8000,
      onProgress: (interim) => journal.note('app', `still ${interim.status}`, 'open'),
    });
    journal.note('app', `buy → ${titleOf(result)}`, outcomeOf(result));
    if (result.status === 'succeeded') latest.current.onBought();
    if (isOpen(result)) {
      setOpen((before) => [...before.filter(({ addon }) => addon !== order.addon), order]);
      void watch().catch(() => undefined);
    }
    return result;
  }

  const dismiss = useCallback((id: number) => setNotices((before) => before.filter((notice) => notice.id !== id)), []);
  return { buy, open, notices, notify, dismiss };
}

function lineAndAddon({ subscription, addon }: Order): string {
  return `${subscription} ${addon}`;
}

function isOpen({ status }: BuyResult): boolean {
  return status === 'processing' || status === 'unconfirmed';
}

function titleOf(result: BuyResult): string {
  const reason = result.status === 'failed' || result.status === 'refused' ? `: ${result.reason}` : '';
  return `${result.status}${reason}${result.resumed ? ' (resumed)' : ''}`;
}

function outcomeOf(result: BuyResult): 'good' | 'open' | 'bad' {
  if (result.status === 'succeeded') return 'good';
  return isOpen(result) ? 'open' : 'bad';
}

/** What the user is told of a purchase that they no longer look at. */
function laterText(result: BuyResult, name: string): string | null {
  switch (result.status) {
    case 'succeeded':
      return `${name}: your purchase went through.`;
    case 'failed':
      return `${name}: your purchase did not go through. You were not charged.`;
    case 'refused':
      return `${name}: your purchase was not made. You were not charged.`;
    case 'processing':
    case 'unconfirmed':
      return null;
  }
}
