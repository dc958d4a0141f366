const paths = {
  data: 'M4.5 10.5a11 11 0 0 1 15 0M7.5 13.8a6.6 6.6 0 0 1 9 0M12 18.2h.01',
  calls:
    'M6.5 4h2.6l1.4 4-2 1.4a11 11 0 0 0 6.1 6.1l1.4-2 4 1.4v2.6a2 2 0 0 1-2.2 2A16.4 16.4 0 0 1 4.5 6.2 2 2 0 0 1 6.5 4Z',
  sms: 'M5 5h14a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 19 16h-6l-4.5 3.5V16H5a1.5 1.5 0 0 1-1.5-1.5v-8A1.5 1.5 0 0 1 5 5Z',
  bundle: 'M12 3.5 20 8v8l-8 4.5L4 16V8l8-4.5ZM4 8l8 4.5L20 8M12 12.5v8',
  check: 'M5 12.5 10 17.5 19.5 7',
  warning:
    'M12 8v5M12 16.5h.01M10.5 4.3 3 17.5A1.7 1.7 0 0 0 4.5 20h15a1.7 1.7 0 0 0 1.5-2.5L13.5 4.3a1.7 1.7 0 0 0-3 0Z',
  clock: 'M12 7.5V12l3 2M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Z',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  offline: 'M4 4l16 16M8.5 13.5a6 6 0 0 1 3.5-1.4M5 10.2a11 11 0 0 1 3.6-2.3M12.5 7a11 11 0 0 1 7 3.2M12 18.2h.01',
} as const;

export type IconName = keyof typeof paths;

/** Drawn with the text's colour, and nothing to a screen reader. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
