import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DialogProps {
  /** Id of its heading. */
  readonly labelledBy: string;
  readonly onClose: () => void;
  /** Id of what gets the focus when it is closed, in place of what had it before. */
  readonly returnTo?: string | undefined;
  readonly children: ComponentChildren;
}

/**
 * A sheet over the phone's screen, which is inert meanwhile. Not the browser's own modal: beside the phone, things can be
 * made to go wrong while the sheet is open.
 */
export function Dialog({ labelledBy, onClose, returnTo, children }: DialogProps) {
  const opener = useRef<Element | null>(null);
  opener.current ??= document.activeElement;
  const goal = useRef(returnTo);
  goal.current = returnTo;
  useEffect(
    () => () => {
      // Once the screen is no longer inert.
      requestAnimationFrame(() => {
        const next = goal.current ? document.getElementById(goal.current) : opener.current;
        if (next instanceof HTMLElement) next.focus();
      });
    },
    [],
  );
  useEffect(() => {
    const close = ({ key }: KeyboardEvent) => key === 'Escape' && onClose();
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [onClose]);
  return (
    <div class="over">
      <button type="button" class="beside" tabIndex={-1} aria-hidden="true" onClick={onClose} />
      <dialog open class="sheet" aria-labelledby={labelledBy} aria-modal="true">
        {children}
      </dialog>
    </div>
  );
}
