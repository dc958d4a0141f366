import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { desk, keep, openPage } from './browser.ts';
import { launchBrowser } from './launch-browser.ts';
import { boughtIn, confirm, isTold, makeTrouble, open, type RunningShop, signIn, startShop } from './running-shop.ts';

let browser: Browser;
let shop: RunningShop;
beforeAll(async () => {
  // Sooner than in earnest, so that a purchase that was lost is known to be within the test's patience.
  const settings = { SETTLE_AFTER_SECONDS: '14', SETTLE_LISTING_GAP_SECONDS: '3' };
  [browser, shop] = await Promise.all([launchBrowser(), startShop(settings)]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), shop?.stop()]);
});
beforeEach(() => shop.sandbox.reset());

describe('when it is not known what became of a purchase', () => {
  it('is found out while the user waits', async () => {
    const { page } = await signIn(browser, shop, 'Jerry', desk);
    await makeTrouble(page, 'Made, then a 503');
    await open(page, '10GB Data Top-up');
    await confirm(page);
    await isTold(page, 'It’s yours');
    await page.getByText('still processing').first().waitFor();
    await page.getByText('statusAfter').first().waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.locator('.addon').getByText('left').waitFor();
    await keep(page, 'desk');
    await page.emulateMedia({ colorScheme: 'dark' });
    await keep(page, 'desk-dark');
    expect(await boughtIn(shop)).toBe(1);
  });

  it('is shown as processing, and then what became of it', async () => {
    const { page } = await signIn(browser, shop, 'Jerry', desk);
    await makeTrouble(page, 'Lost at Gigs');
    await open(page, '2GB Until Renewal');
    await confirm(page);
    await isTold(page, 'Your purchase is being processed');
    await keep(page, 'processing');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Your purchase is being processed').first().waitFor();
    expect(await page.getByRole('button', { name: '2GB Until Renewal is being bought' }).isDisabled()).toBe(true);
    await keep(page, 'processing-in-the-list');
    await page.getByText('2GB Until Renewal: your purchase did not go through. You were not charged.').waitFor();
    await keep(page, 'not-bought-after-all');
    expect(await boughtIn(shop)).toBe(0);
    expect(await page.getByRole('button', { name: 'Buy 2GB Until Renewal for $12.99' }).isEnabled()).toBe(true);
  });

  it('is told of a second one, too, that was begun while the first was looked after', async () => {
    const { page } = await signIn(browser, shop, 'Jerry', desk);
    await shop.sandbox.fault({ method: 'POST', path: '*/subscriptionAddons', fault: 'status', status: 500, times: 2 });
    for (const name of ['2GB Until Renewal', '500 Minutes']) {
      await open(page, name);
      await confirm(page);
      await isTold(page, 'Your purchase is being processed');
      await page.getByRole('button', { name: 'Close' }).click();
    }
    await page.getByText('2GB Until Renewal: your purchase did not go through.').waitFor();
    expect(await page.getByRole('button', { name: '500 Minutes is being bought' }).isDisabled()).toBe(true);
    await page.getByText('500 Minutes: your purchase did not go through.').waitFor();
    expect(await boughtIn(shop)).toBe(0);
  });

  it('is bought once when the answer is lost', async () => {
    const { page } = await signIn(browser, shop, 'Jerry', desk);
    await makeTrouble(page, 'Answer lost');
    await open(page, '500 Minutes');
    await confirm(page);
    await isTold(page, 'It’s yours');
    expect(await boughtIn(shop)).toBe(1);
  });

  it('is bought once when the app is killed in the middle, and told when it is back', async () => {
    const { page } = await signIn(browser, shop, 'Jerry', desk);
    await makeTrouble(page, 'App killed');
    await open(page, '100MB Courtesy Data');
    await Promise.all([page.waitForEvent('load'), confirm(page)]);
    await page.getByText('100MB Courtesy Data: your purchase went through.').waitFor();
    await keep(page, 'back-after-the-app-was-killed');
    expect(await boughtIn(shop)).toBe(1);
  });
});

describe('without a network', () => {
  it('says so, does not know, and finds out when it is back', async () => {
    const { page, context } = await signIn(browser, shop, 'Jerry');
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await open(page, '1GB Data Top-up');
    await confirm(page);
    await isTold(page, 'We could not confirm your purchase');
    await keep(page, 'offline');
    await page.getByRole('button', { name: 'Close' }).click();
    await context.setOffline(false);
    await page.getByText('1GB Data Top-up: your purchase was not made. You were not charged.').waitFor();
    expect(await page.getByText('You are offline.').count()).toBe(0);
    expect(await boughtIn(shop)).toBe(0);
  });
});

describe('while Gigs is down', () => {
  it('says so, and loads when it is back', async () => {
    const { page } = await openPage(browser, shop.url);
    await shop.sandbox.fault({ method: '*', path: '*', fault: 'status', status: 503, times: 1000 });
    await page.getByRole('button', { name: 'Kramer' }).click();
    await page.getByRole('alert').getByText('The shop is having trouble right now.').waitFor();
    await keep(page, 'gigs-is-down');
    await shop.sandbox.clearFaults();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Get more' }).waitFor();
  });
});
