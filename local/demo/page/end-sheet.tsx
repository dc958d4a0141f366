import { useState } from 'preact/hooks';
import type { SubscriptionAddon, TopUpsClient } from '../../../client/src/top-ups-client.ts';
import { Dialog } from './dialog.tsx';
import { messageOf } from './use-line.ts';

interface EndSheetProps {
  readonly addon: SubscriptionAddon;
  readonly client: TopUpsClient;
  readonly onClose: () => void;
  readonly onEnded: () => void;
}

/** Asks before an add-on is ended: what is left of it is lost. */
export function EndSheet({ addon, client, onClose, onEnded }: EndSheetProps) {
  const [isEnding, setEnding] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function end(): Promise<void> {
    setEnding(true);
    setProblem(null);
    try {
      await client.end(addon.subscription, addon.id);
      onEnded();
    } catch (error) {
      setProblem(messageOf(error));
      setEnding(false);
    }
  }

  return (
    <Dialog labelledBy="end-title" onClose={onClose}>
      <h2 id="end-title">End {addon.addon.name}?</h2>
      <p class="soft">What is left of it is lost, and there is no refund.</p>
      <p class="problem" role="status">
        {problem}
      </p>
      <div class="actions">
        <button type="button" class="main danger" disabled={isEnding} onClick={end}>
          {isEnding ? 'Ending…' : 'End it now'}
        </button>
        <button type="button" class="other" onClick={onClose}>
          Keep it
        </button>
      </div>
    </Dialog>
  );
}
