import { useEffect, useRef, useState } from 'preact/hooks';
import type { BuyResult, Money, Order, TopUp } from '../../../client/src/top-ups-client.ts';
import { type BuyText, buyTextOf } from './buy-texts.ts';
import { Dialog } from './dialog.tsx';
import { allowanceTexts, priceText, validityText } from './format.ts';
import { Icon, type IconName } from './icons.tsx';

interface BuySheetProps {
  readonly topUp: TopUp;
  readonly line: string;
  readonly subscription: string;
  readonly buy: (order: Order) => Promise<BuyResult>;
  readonly onClose: () => void;
}

type Step = { readonly at: 'asking' } | { readonly at: 'buying' } | { readonly at: 'told'; readonly told: BuyText };

const marks: Readonly<Record<BuyText['tone'], IconName>> = { good: 'check', bad: 'warning', open: 'clock' };

/** Asks before anything is bought, then tells what became of it. It can be closed at any time: the purchase goes on. */
export function BuySheet({ topUp, line, subscription, buy, onClose }: BuySheetProps) {
  const [step, setStep] = useState<Step>({ at: 'asking' });
  const [price, setPrice] = useState(topUp.price);
  const main = useRef<HTMLButtonElement>(null);
  // The button that was used may be another one now, or gone.
  useEffect(() => main.current?.focus(), [step]);

  async function confirm(agreed: Money, allowRepeat: boolean): Promise<void> {
    setPrice(agreed);
    setStep({ at: 'buying' });
    const order = { subscription, addon: topUp.id, price: agreed, allowRepeat };
    const told = await buy(order).then((result) => buyTextOf(result, agreed), notKept);
    setStep({ at: 'told', told });
  }

  const isBought = step.at === 'told' && step.told.tone === 'good';
  return (
    <Dialog labelledBy="buy-title" onClose={onClose} returnTo={isBought ? 'yours' : undefined}>
      {step.at === 'told' ? (
        <div class={`told told-${step.told.tone}`}>
          <span class="mark">
            <Icon name={marks[step.told.tone]} />
          </span>
          <h2 id="buy-title">{step.told.title}</h2>
          <p>{step.told.text}</p>
        </div>
      ) : (
        <Offer topUp={topUp} price={price} line={line} />
      )}
      <p class="hidden" role="status">
        {step.at === 'buying' && 'Buying'}
        {step.at === 'told' && `${step.told.title}. ${step.told.text}`}
      </p>
      <div class="actions">
        {step.at === 'asking' && (
          <button ref={main} type="button" class="main" onClick={() => confirm(price, false)}>
            Buy for {priceText(price, navigator.language)}
          </button>
        )}
        {step.at === 'buying' && (
          <button type="button" class="main" disabled>
            <span class="spinner" aria-hidden="true" /> Buying…
          </button>
        )}
        {step.at === 'told' && step.told.next.kind !== 'close' && (
          <button ref={main} type="button" class="main" onClick={() => goOn(step.told.next, price, confirm)}>
            {step.told.next.label}
          </button>
        )}
        <button
          ref={step.at === 'told' && step.told.next.kind === 'close' ? main : null}
          type="button"
          class={step.at === 'told' && step.told.next.kind === 'close' ? 'main' : 'other'}
          onClick={onClose}
        >
          {step.at === 'asking' ? 'Cancel' : isBought ? 'Done' : 'Close'}
        </button>
      </div>
    </Dialog>
  );
}

function goOn(next: BuyText['next'], price: Money, confirm: (price: Money, allowRepeat: boolean) => Promise<void>) {
  if (next.kind === 'reprice') void confirm(next.price, false);
  else void confirm(price, next.kind === 'repeat');
}

/** The browser would not keep the key, so nothing was sent. */
function notKept(): BuyText {
  const text = 'This browser does not let us remember your purchase, so we did not begin it. Nothing was bought.';
  return { tone: 'bad', title: 'That did not work', text, next: { kind: 'close' } };
}

function Offer({ topUp, price, line }: { readonly topUp: TopUp; readonly price: Money; readonly line: string }) {
  return (
    <>
      <h2 id="buy-title">{topUp.name}</h2>
      {topUp.description && <p class="soft">{topUp.description}</p>}
      <dl class="facts">
        <div>
          <dt>You get</dt>
          <dd>{allowanceTexts(topUp).join(' · ') || 'See the description'}</dd>
        </div>
        <div>
          <dt>{topUp.recurrenceType === 'recurring' ? 'It' : 'Lasts'}</dt>
          <dd>{validityText(topUp)}</dd>
        </div>
        <div>
          <dt>For</dt>
          <dd>{line}</dd>
        </div>
        <div class="total">
          <dt>Price</dt>
          <dd>{priceText(price, navigator.language)}</dd>
        </div>
      </dl>
      {topUp.activationTrigger === 'networkLatch' && (
        <p class="hint">Restart your phone after buying to activate it.</p>
      )}
    </>
  );
}
