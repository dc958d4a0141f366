import { existsSync } from 'node:fs';

/** Where Chromium, or a browser made of it, is put by Debian, others and macOS. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser to test with: the one that `CHROMIUM` points to, else the first that is there. */
export function findBrowser(): string | undefined {
  return process.env['CHROMIUM'] ?? places.find((place) => existsSync(place));
}
