import { useMemo, useState } from 'preact/hooks';
import type { TopUp } from '../../../client/src/top-ups-client.ts';
import { priceText, summaryText } from './format.ts';
import { Icon, type IconName } from './icons.tsx';

interface TopUpListProps {
  readonly topUps: readonly TopUp[];
  /** Ids of those that are being bought. */
  readonly busy: ReadonlySet<string>;
  readonly isClosed: boolean;
  readonly onPick: (topUp: TopUp) => void;
}

const firstShown = 24;

/** What can be bought, the cheapest first. A long list is shown in part, and can be searched. */
export function TopUpList({ topUps, busy, isClosed, onPick }: TopUpListProps) {
  const [isWhole, setWhole] = useState(false);
  const [wanted, setWanted] = useState('');
  const found = useMemo(() => {
    const words = wanted.toLowerCase().split(/\s+/);
    return topUps.filter((topUp) => {
      const text = `${topUp.name} ${summaryText(topUp)}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [topUps, wanted]);
  const shown = isWhole ? found : found.slice(0, firstShown);
  return (
    <>
      {topUps.length > firstShown && (
        <input
          type="search"
          class="search"
          placeholder={`Search ${topUps.length} top-ups`}
          aria-label="Search top-ups"
          value={wanted}
          onInput={({ currentTarget }) => setWanted(currentTarget.value)}
        />
      )}
      {found.length === 0 && <p class="empty">{wanted ? 'Nothing fits that.' : 'Nothing is on offer right now.'}</p>}
      <ul class="top-ups">
        {shown.map((topUp) => (
          <TopUpItem key={topUp.id} topUp={topUp} isBusy={busy.has(topUp.id)} isClosed={isClosed} onPick={onPick} />
        ))}
      </ul>
      {shown.length < found.length && (
        <button type="button" class="more" onClick={() => setWhole(true)}>
          Show all {found.length}
        </button>
      )}
    </>
  );
}

interface TopUpItemProps {
  readonly topUp: TopUp;
  readonly isBusy: boolean;
  readonly isClosed: boolean;
  readonly onPick: (topUp: TopUp) => void;
}

function TopUpItem({ topUp, isBusy, isClosed, onPick }: TopUpItemProps) {
  const price = priceText(topUp.price, navigator.language);
  const tags = tagsOf(topUp);
  return (
    <li class="top-up">
      <span class={`kind kind-${iconOf(topUp)}`}>
        <Icon name={iconOf(topUp)} />
      </span>
      <div class="top-up-text">
        <h3>{topUp.name}</h3>
        <p class="soft">{keepUnits(summaryText(topUp))}</p>
        {tags.map((tag) => (
          <span class="tag" key={tag}>
            {tag}
          </span>
        ))}
      </div>
      <button
        type="button"
        class="price"
        disabled={isBusy || isClosed}
        aria-label={isBusy ? `${topUp.name} is being bought` : `Buy ${topUp.name} for ${price}`}
        onClick={() => onPick(topUp)}
      >
        {isBusy ? <span class="spinner" aria-hidden="true" /> : price}
      </button>
    </li>
  );
}

/** The same text, in which no line ends between a number and its unit. */
function keepUnits(text: string): string {
  return text.replaceAll(/(?<=\d) (?=\p{L})/gu, '\u00a0');
}

function tagsOf({ activationTrigger }: TopUp): string[] {
  return [
    activationTrigger === 'networkLatch' && 'Restart to activate',
    activationTrigger === 'usageStarted' && 'Starts with first use',
  ].filter((tag) => tag !== false);
}

function iconOf({ allowances: { dataBytes, voiceSeconds, smsMessages } }: TopUp): IconName {
  const given = [dataBytes !== 0, voiceSeconds !== 0, smsMessages !== 0];
  if (given.filter(Boolean).length > 1) return 'bundle';
  return voiceSeconds !== 0 ? 'calls' : smsMessages !== 0 ? 'sms' : 'data';
}
