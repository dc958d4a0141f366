import { useState } from 'preact/hooks';
import type { TopUp } from '../../../client/src/top-ups-client.ts';
import type { Journal } from './journal.ts';
import { changePrice, clearFaults, orderFault, type WaitingFault } from './sandbox.ts';

const post = { method: 'POST', path: '*/subscriptionAddons' };

interface Trouble {
  readonly name: string;
  readonly about: string;
  readonly order: (journal: Journal, looked: TopUp) => Promise<void>;
  /** It is about one top-up: the one that was looked at last. */
  readonly isAboutOne?: boolean;
}

const troubles: readonly Trouble[] = [
  {
    name: 'Made, then a 503',
    about: 'Gigs makes the add-on and then fails: processing, then found.',
    order: () => orderFault({ ...post, fault: 'statusAfter', status: 503 }),
  },
  {
    name: 'Made, then silence',
    about: 'Gigs never answers: processing after 6 s, then found.',
    order: () => orderFault({ ...post, fault: 'hangAfter' }),
  },
  {
    name: 'Lost at Gigs',
    about: 'A 500, and no add-on: it takes two minutes to be sure.',
    order: () => orderFault({ ...post, fault: 'status', status: 500 }),
  },
  {
    name: 'Card declined',
    about: 'Gigs refuses: not enough money on the card.',
    order: () =>
      orderFault({
        ...post,
        fault: 'status',
        status: 422,
        body: { object: 'error', type: 'invalid', code: 'paymentCardInsufficientFunds', message: 'Declined.' },
      }),
  },
  {
    name: 'Price goes up',
    about: 'Open a top-up, make it dearer, then confirm.',
    isAboutOne: true,
    order: (_journal, { id }) => changePrice(id),
  },
  {
    name: 'Gigs is down',
    about: 'The next 30 answers are 503. Purchases can be read.',
    order: () => orderFault({ method: '*', path: '*', fault: 'status', status: 503, times: 30 }),
  },
  {
    name: 'Answer lost',
    about: 'It is bought, and the app never hears of it.',
    order: async (journal) => {
      journal.mishap = 'lost answer';
    },
  },
  {
    name: 'App killed',
    about: 'The page dies while it buys, and loads anew.',
    order: async (journal) => {
      journal.mishap = 'killed';
    },
  },
];

interface TroublesProps {
  readonly journal: Journal;
  readonly looked: TopUp | null;
  readonly waiting: readonly WaitingFault[];
  readonly onOrdered: () => void;
}

/** Things to go wrong with the next purchase. */
export function Troubles({ journal, looked, waiting, onOrdered }: TroublesProps) {
  const [said, setSaid] = useState('');

  async function order(trouble: Trouble): Promise<void> {
    if (trouble.isAboutOne && !looked) return setSaid('Open a top-up first.');
    try {
      await trouble.order(journal, looked as TopUp);
      setSaid(`Ordered for the next purchase: ${trouble.name}.`);
    } catch (error) {
      setSaid(error instanceof Error ? error.message : 'That did not work.');
    }
    onOrdered();
  }

  async function clear(): Promise<void> {
    journal.mishap = 'none';
    await clearFaults().catch(() => undefined);
    setSaid('Nothing goes wrong now.');
    onOrdered();
  }

  return (
    <section aria-labelledby="troubles">
      <h3 id="troubles">Make something go wrong</h3>
      <ul class="troubles">
        {troubles.map((trouble) => (
          <li key={trouble.name}>
            <button type="button" class="trouble" onClick={() => order(trouble)}>
              <strong>{trouble.name}</strong>
              <span class="soft small">{trouble.about}</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="said">
        <span role="status">{said}</span>
        {waiting.length > 0 && (
          <span class="tag tag-fault">
            {waiting.map(({ fault, times }) => (times > 1 ? `${fault} ×${times}` : fault)).join(', ')} waiting
          </span>
        )}
        <button type="button" class="link" onClick={clear}>
          Clear
        </button>
      </p>
    </section>
  );
}
