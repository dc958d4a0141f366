import { useEffect, useState } from 'preact/hooks';

/** Whether the browser has a network, as far as it knows. `onBack` is called when it has one again. */
export function useOnline(onBack: () => void): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const on = () => {
      setOnline(true);
      onBack();
    };
    const off = () => setOnline(false);
    addEventListener('online', on);
    addEventListener('offline', off);
    return () => {
      removeEventListener('online', on);
      removeEventListener('offline', off);
    };
  }, [onBack]);
  return isOnline;
}
