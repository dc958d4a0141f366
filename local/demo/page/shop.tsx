import { useEffect, useState } from 'preact/hooks';
import type {
  Order,
  Subscription,
  SubscriptionAddon,
  TopUp,
  TopUpsClient,
} from '../../../client/src/top-ups-client.ts';
import { AddonList } from './addon-list.tsx';
import { BuySheet } from './buy-sheet.tsx';
import { EndSheet } from './end-sheet.tsx';
import { dayText, phoneText } from './format.ts';
import { Icon } from './icons.tsx';
import type { Journal } from './journal.ts';
import { Notices } from './notices.tsx';
import { people, type UserName } from './session.ts';
import { TopUpList } from './top-up-list.tsx';
import { type LineView, useLine } from './use-line.ts';
import { useOnline } from './use-online.ts';
import { usePurchases } from './use-purchases.ts';

interface ShopProps {
  readonly user: UserName;
  readonly client: TopUpsClient;
  readonly journal: Journal;
  readonly onSignOut: () => void;
  /** Hears which top-up the user looks at. */
  readonly onLook: (topUp: TopUp) => void;
}

/** The signed-in user's line: what it has, and what can be bought for it. */
export function Shop({ user, client, journal, onSignOut, onLook }: ShopProps) {
  const { loading, load, refreshAddons, choose } = useLine(client);
  const isOnline = useOnline(load);
  const [picked, setPicked] = useState<TopUp | null>(null);
  const [ending, setEnding] = useState<SubscriptionAddon | null>(null);
  const view = loading.state === 'ready' ? loading.view : null;
  const nameOf = (order: Order) => view?.topUps.find(({ id }) => id === order.addon)?.name ?? 'Your top-up';
  const refresh = () => void refreshAddons().catch(() => undefined);
  const purchases = usePurchases(client, journal, nameOf, refresh);
  const now = useNow();

  function pick(topUp: TopUp): void {
    onLook(topUp);
    setPicked(topUp);
  }

  return (
    <>
      <div class="screen" inert={picked !== null || ending !== null}>
        <header class="top">
          <p class="brand">{view?.project.name ?? 'Top-ups'}</p>
          <button type="button" class="who" onClick={onSignOut}>
            <span class={`avatar avatar-${user}`} aria-hidden="true">
              {people[user].name[0]}
            </span>
            <span>
              Sign out<span class="hidden"> {people[user].name}</span>
            </span>
          </button>
        </header>
        {!isOnline && (
          <p class="offline" role="status">
            <Icon name="offline" /> You are offline. What you see may be old.
          </p>
        )}
        <main>
          {loading.state === 'loading' && <Skeleton />}
          {loading.state === 'failed' && (
            <div class="failed" role="alert">
              <Icon name="warning" />
              <p>{loading.message}</p>
              <button type="button" class="main" onClick={load}>
                Try again
              </button>
            </div>
          )}
          {view && !view.line && <p class="empty">You have no line yet.</p>}
          {view?.line && (
            <>
              <Line view={view} line={view.line} onChoose={choose} />
              <section aria-labelledby="yours">
                <h2 id="yours" tabIndex={-1}>
                  Your top-ups
                </h2>
                <AddonList
                  addons={view.addons}
                  open={purchases.open}
                  nameOf={nameOf}
                  now={now}
                  isClosed={view.line.status !== 'active'}
                  onEnd={setEnding}
                />
              </section>
              <section aria-labelledby="shop">
                <h2 id="shop">Get more</h2>
                <TopUpList
                  key={view.line.id}
                  topUps={view.topUps}
                  busy={new Set(purchases.open.map(({ addon }) => addon))}
                  isClosed={view.line.status !== 'active'}
                  onPick={pick}
                />
              </section>
            </>
          )}
        </main>
      </div>
      <Notices notices={purchases.notices} onDismiss={purchases.dismiss} />
      {picked && view?.line && (
        <BuySheet
          topUp={picked}
          line={view.line.phoneNumber ? phoneText(view.line.phoneNumber) : view.line.plan.name}
          subscription={view.line.id}
          buy={purchases.buy}
          onClose={() => setPicked(null)}
        />
      )}
      {ending && (
        <EndSheet
          addon={ending}
          client={client}
          onClose={() => setEnding(null)}
          onEnded={() => {
            setEnding(null);
            purchases.notify('neutral', `${ending.addon.name} has ended.`);
            refresh();
          }}
        />
      )}
    </>
  );
}

interface LineProps {
  readonly view: LineView;
  readonly line: Subscription;
  readonly onChoose: (subscription: string) => void;
}

function Line({ view, line, onChoose }: LineProps) {
  return (
    <section class="line" aria-label="Your line">
      <div>
        {view.lines.length > 1 ? (
          <LineChoice lines={view.lines} line={line} onChoose={onChoose} />
        ) : (
          <p class="line-number">{line.phoneNumber ? phoneText(line.phoneNumber) : 'Your line'}</p>
        )}
        <h1>{line.plan.name}</h1>
        {line.currentPeriod && <p class="line-period">Renews on {dayText(line.currentPeriod.end)}</p>}
      </div>
      <span class={`status status-${line.status}`}>{line.status}</span>
      {line.status !== 'active' && <p class="line-hint">Top-ups can be bought for active lines only.</p>}
    </section>
  );
}

interface LineChoiceProps {
  readonly lines: readonly Subscription[];
  readonly line: Subscription;
  readonly onChoose: (subscription: string) => void;
}

/** For who has more lines than one. */
function LineChoice({ lines, line, onChoose }: LineChoiceProps) {
  // The newest is listed first.
  const nameOf = ({ phoneNumber }: Subscription, index: number) =>
    phoneNumber ? phoneText(phoneNumber) : `Line ${lines.length - index}`;
  return (
    <label class="choose">
      <span class="hidden">Line</span>
      <select value={line.id} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {lines.map((one, index) => (
          <option key={one.id} value={one.id}>
            {nameOf(one, index)}
            {one.status !== 'active' && ` (${one.status})`}
          </option>
        ))}
      </select>
    </label>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      <span />
      <span />
      <span />
      <span />
    </div>
  );
}

/** The time, from half minute to half minute. */
function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
