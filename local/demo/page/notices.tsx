import { useEffect } from 'preact/hooks';
import { Icon } from './icons.tsx';
import type { Notice } from './use-purchases.ts';

interface NoticesProps {
  readonly notices: readonly Notice[];
  readonly onDismiss: (id: number) => void;
}

const shownMs = 12_000;

/** What happened meanwhile, read out by screen readers. */
export function Notices({ notices, onDismiss }: NoticesProps) {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <NoticeItem key={notice.id} notice={notice} onDismiss={onDismiss} />
      ))}
    </div>
  );
}

function NoticeItem({ notice, onDismiss }: { readonly notice: Notice; readonly onDismiss: (id: number) => void }) {
  useEffect(() => {
    const timer = setTimeout(() => onDismiss(notice.id), shownMs);
    return () => clearTimeout(timer);
  }, [notice.id, onDismiss]);
  return (
    <p class={`notice notice-${notice.tone}`}>
      <Icon name={notice.tone === 'bad' ? 'warning' : 'check'} />
      <span>{notice.text}</span>
      <button type="button" class="dismiss" aria-label="Dismiss" onClick={() => onDismiss(notice.id)}>
        <Icon name="close" />
      </button>
    </p>
  );
}
