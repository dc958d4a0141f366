import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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

/** @throws Error that says how to get a browser where there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) {
    throw new Error('No Chromium or Chrome was found: apt-get install chromium, or set CHROMIUM to the path of one');
  }
  // As root, in a container, without a screen, and asking nobody for anything by itself.
  const args = [
    '--no-sandbox',
    '--disable-dev-shm-usage',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args });
}
