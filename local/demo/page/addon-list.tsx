import type { Order, SubscriptionAddon } from '../../../client/src/top-ups-client.ts';
import { allowanceTexts, timeLeft } from './format.ts';
import { Icon } from './icons.tsx';

interface AddonListProps {
  readonly addons: readonly SubscriptionAddon[];
  /** Purchases whose outcome is not known yet. */
  readonly open: readonly Order[];
  readonly nameOf: (order: Order) => string;
  readonly now: number;
  /** Nothing can be bought. */
  readonly isClosed: boolean;
  readonly onEnd: (addon: SubscriptionAddon) => void;
}

/** What the line has, and what is on its way to it. */
export function AddonList({ addons, open, nameOf, now, isClosed, onEnd }: AddonListProps) {
  if (addons.length === 0 && open.length === 0) {
    return <p class="empty">No top-up is active.{!isClosed && ' Pick one below, and it is here in a moment.'}</p>;
  }
  return (
    <ul class="addons">
      {open.map((order) => (
        <li class="addon" key={order.addon}>
          <span class="spinner" aria-hidden="true" />
          <div class="addon-text">
            <strong>{nameOf(order)}</strong>
            <span class="soft">Your purchase is being processed</span>
          </div>
        </li>
      ))}
      {addons.map((addon) => (
        <Addon key={addon.id} addon={addon} now={now} onEnd={onEnd} />
      ))}
    </ul>
  );
}

interface AddonProps {
  readonly addon: SubscriptionAddon;
  readonly now: number;
  readonly onEnd: (addon: SubscriptionAddon) => void;
}

function Addon({ addon, now, onEnd }: AddonProps) {
  const isActive = addon.status === 'active';
  const left = isActive ? timeLeft(addon, now) : null;
  return (
    <li class={`addon ${isActive ? 'addon-active' : ''}`} data-status={addon.status}>
      {isActive ? <Icon name="check" /> : <span class="spinner" aria-hidden="true" />}
      <div class="addon-text">
        <strong>{addon.addon.name}</strong>
        <span class="soft">{isActive ? allowanceTexts(addon.addon).join(' · ') : waitingText(addon)}</span>
        {left && (
          <>
            <progress class="left" max={1} value={left.part} aria-label={`${addon.addon.name}: time left`} />
            <span class="soft small">{left.text}</span>
          </>
        )}
      </div>
      {isActive && (
        <button type="button" class="link" aria-label={`End ${addon.addon.name}`} onClick={() => onEnd(addon)}>
          End
        </button>
      )}
    </li>
  );
}

function waitingText({ status, addon }: SubscriptionAddon): string {
  if (status === 'initiated') return 'Waiting for the payment';
  if (addon.activationTrigger === 'networkLatch') return 'Restart your phone to activate it';
  return addon.activationTrigger === 'usageStarted' ? 'Starts when you first use it' : 'Activating…';
}
