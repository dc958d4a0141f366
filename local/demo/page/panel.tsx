import { useEffect, useState } from 'preact/hooks';
import type { TopUp } from '../../../client/src/top-ups-client.ts';
import { type Journal, type JournalEntry, shortPath } from './journal.ts';
import { type GigsCall, readSandbox, type WaitingFault } from './sandbox.ts';
import { Troubles } from './troubles.tsx';

interface PanelProps {
  readonly journal: Journal;
  /** The top-up that the user looked at last. */
  readonly looked: TopUp | null;
}

const readEveryMs = 1000;

/** Behind the shop: trouble to order, what the app does, and what the service asks Gigs. */
export function Panel({ journal, looked }: PanelProps) {
  const [entries, setEntries] = useState(journal.entries);
  const { calls, waiting, refresh } = useSandbox();
  useEffect(() => journal.onChange(() => setEntries(journal.entries)), [journal]);
  return (
    <aside class="panel" aria-label="Behind the scenes">
      <h2>Behind the scenes</h2>
      <Troubles journal={journal} looked={looked} waiting={waiting} onOrdered={refresh} />
      <div class="logs">
        <section aria-labelledby="log-app">
          <h3 id="log-app">The app and the service</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */}
          <ol class="log" tabIndex={0} aria-labelledby="log-app">
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ol>
          {entries.length === 0 && <p class="soft small">Nothing yet: sign in and buy something.</p>}
        </section>
        <section aria-labelledby="log-gigs">
          <h3 id="log-gigs">The service and Gigs</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as above */}
          <ol class="log" tabIndex={0} aria-labelledby="log-gigs">
            {calls.map((call) => (
              <li key={call.id} class={`entry ${call.method === 'POST' ? 'entry-strong' : ''}`}>
                <span class={`dot dot-${outcomeOf(call)}`} aria-hidden="true" />
                <span class="mono">
                  {call.method} {shortPath(call.path)} → {call.status ?? 'no answer'}
                </span>
                {call.fault && <span class="tag tag-fault">{call.fault}</span>}
              </li>
            ))}
          </ol>
        </section>
      </div>
    </aside>
  );
}

function Entry({ entry: { at, kind, text, outcome } }: { readonly entry: JournalEntry }) {
  return (
    <li class={`entry ${kind === 'app' ? 'entry-strong' : ''}`}>
      <span class={`dot dot-${outcome ?? 'none'}`} aria-hidden="true" />
      <span class={kind === 'call' ? 'mono' : ''}>{text}</span>
      <time class="soft small">{new Date(at).toLocaleTimeString('en-GB')}</time>
    </li>
  );
}

function useSandbox() {
  const [seen, setSeen] = useState<{ calls: readonly GigsCall[]; waiting: readonly WaitingFault[] }>({
    calls: [],
    waiting: [],
  });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look(): Promise<void> {
      // Nobody looks at the panel of a narrow or hidden page.
      if (!document.hidden && matchMedia('(min-width: 1000px)').matches) {
        const news = await readSandbox().catch(() => null);
        if (news && !isGone) setSeen(news);
      }
      if (!isGone) timer = setTimeout(look, readEveryMs);
    }
    void look();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [turn]);
  return { ...seen, refresh: () => setTurn((before) => before + 1) };
}

function outcomeOf({ status, fault }: GigsCall): JournalEntry['outcome'] {
  if (status === null) return fault ? 'bad' : 'open';
  return status < 300 ? 'good' : 'bad';
}
