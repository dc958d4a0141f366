import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { freePorts, start } from '../local/running-command.ts';
import { SandboxControls } from '../rig/sandbox-controls.ts';
import { desk, openPage } from './browser.ts';

/** Everything on one machine, with its storefront. */
export interface RunningShop {
  readonly url: string;
  readonly sandbox: SandboxControls;
  stop(): Promise<void>;
}

export async function startShop(env: Readonly<Record<string, string>> = {}): Promise<RunningShop> {
  const port = await freePorts(5);
  let stop = async () => {};
  const { ready } = start(
    ['node', '--import', 'tsx', 'local/start.ts'],
    { PORT: String(port), PURCHASE_LIMIT_PER_DAY: '1000', USER_REQUESTS_PER_MINUTE: '0', ...env },
    (stopIt) => {
      stop = stopIt;
    },
  );
  await ready;
  return { url: `http://localhost:${port}`, sandbox: new SandboxControls(`http://localhost:${port + 1}`), stop };
}

/** A page on which this user has signed in and sees what there is. */
export async function signIn(browser: Browser, { url }: RunningShop, user: string, options?: BrowserContextOptions) {
  const opened = await openPage(browser, url, options);
  await opened.page.getByRole('button', { name: user }).click();
  await opened.page.getByRole('heading', { name: 'Get more' }).waitFor();
  return opened;
}

/** Orders trouble from the panel beside the phone. */
export async function makeTrouble(page: Page, name: string): Promise<void> {
  await page.setViewportSize(desk.viewport);
  await page.getByRole('button', { name, exact: false }).click();
  await page.getByText(`Ordered for the next purchase: ${name}.`).waitFor();
}

/** Opens the sheet of a top-up. */
export async function open(page: Page, topUp: string): Promise<void> {
  await page.getByRole('button', { name: `Buy ${topUp} for` }).click();
  await expect.poll(() => page.getByRole('dialog').getByRole('heading').textContent()).toBe(topUp);
}

export async function confirm(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Buy for/ }).click();
}

/** The sheet says this at last. */
export async function isTold(page: Page, title: string): Promise<void> {
  await page.getByRole('heading', { name: title }).waitFor();
}

/** Gigs' names of what the lines have, ended or not. */
export async function boughtIn({ sandbox }: RunningShop): Promise<number> {
  return (await sandbox.subscriptionAddons()).length;
}
