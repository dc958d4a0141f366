import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { desk, keep, launchBrowser, openPage } from './browser.ts';
import { boughtIn, confirm, isTold, makeTrouble, open, type RunningShop, signIn, startShop } from './running-shop.ts';

let browser: Browser;
let shop: RunningShop;
beforeAll(async () => {
  // Sooner than in earnest, so that a purchase that was lost is known to be within the test's patience.
  const settings = { SETTLE_AFTER_SECONDS: '6', SETTLE_LISTING_GAP_SECONDS: '3', REPEAT_WINDOW_SECONDS: '6' };
  [browser, shop] = await Promise.all([launchBrowser(), startShop(settings)]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), shop?.stop()]);
});
beforeEach(() => shop.sandbox.reset());

describe('buying', () => {
  it.each(['light', 'dark'] as const)('goes from the list to active without a reload, in %s', async (colorScheme) => {
    const { page } = await signIn(browser, shop, 'Elaine', { colorScheme });
    await keep(page, `${colorScheme}-line`);
    const topUp = colorScheme === 'light' ? '2 GB' : '5 GB';
    const name =
      (await page.getByRole('heading', { level: 3 }).allTextContents())[colorScheme === 'light' ? 0 : 1] ?? topUp;
    await open(page, name);
    await keep(page, `${colorScheme}-sheet`);
    await confirm(page);
    await isTold(page, 'It’s yours');
    await keep(page, `${colorScheme}-bought`);
    await page.getByRole('button', { name: 'Done' }).click();
    const yours = page.locator('.addon');
    await expect.poll(() => yours.getByText('Activating…').count()).toBe(1);
    await keep(page, `${colorScheme}-activating`);
    await yours.getByText('left').waitFor();
    expect(await yours.getByRole('progressbar').getAttribute('aria-label')).toBe(`${name}: time left`);
    await keep(page, `${colorScheme}-active`);
    expect(await boughtIn(shop)).toBe(1);
  });

  it('is one purchase for a double tap', async () => {
    const { page } = await signIn(browser, shop, 'Jerry');
    await open(page, '100 SMS');
    await page.getByRole('button', { name: /^Buy for/ }).dblclick();
    await isTold(page, 'It’s yours');
    expect(await boughtIn(shop)).toBe(1);
  });

  it('asks before the same is bought twice', async () => {
    const { page } = await signIn(browser, shop, 'Jerry');
    await open(page, 'Unlimited Day');
    await confirm(page);
    await isTold(page, 'It’s yours');
    await page.getByRole('button', { name: 'Done' }).click();
    await open(page, 'Unlimited Day');
    await confirm(page);
    await isTold(page, 'You just bought this');
    await keep(page, 'bought-just-now');
    expect(await boughtIn(shop)).toBe(1);
    await page.getByRole('button', { name: 'Yes, buy it once more' }).click();
    await isTold(page, 'It’s yours');
    expect(await boughtIn(shop)).toBe(2);
  });

  it('shows a new price and asks again', async () => {
    const { page } = await signIn(browser, shop, 'Jerry', desk);
    await open(page, '3GB Data Top-up');
    await makeTrouble(page, 'Price goes up');
    await confirm(page);
    await isTold(page, 'The price has changed');
    expect(await page.getByText('It costs $21.99 now, not $19.99.').count()).toBeGreaterThan(0);
    await keep(page, 'price-changed');
    expect(await boughtIn(shop)).toBe(0);
    await page.getByRole('button', { name: 'Buy for $21.99' }).click();
    await isTold(page, 'It’s yours');
    expect(await boughtIn(shop)).toBe(1);
  });

  it('says why a payment was declined, and lets the user try again', async () => {
    const { page } = await signIn(browser, shop, 'Jerry', desk);
    await makeTrouble(page, 'Card declined');
    await open(page, '5GB Data Top-up');
    await confirm(page);
    await isTold(page, 'Payment declined');
    expect(await page.getByText('There is not enough money on your card.').count()).toBeGreaterThan(0);
    await keep(page, 'declined');
    await page.getByRole('button', { name: 'Try again' }).click();
    await isTold(page, 'It’s yours');
    expect(await boughtIn(shop)).toBe(1);
  });
});

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
    await keep(page, 'desk-light');
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

describe('what is shown', () => {
  it("is in the user's locale, with the decimals of each currency", async () => {
    const { page } = await signIn(browser, shop, 'Elaine', { locale: 'de-DE' });
    const prices = (await page.locator('.price').allTextContents()).map((text) => text.replaceAll(/\s/g, ' '));
    expect(prices).toContain('2,99 €');
    expect(prices.filter((price) => /^\d+(\.\d{3})? ¥$/.test(price))).toHaveLength(1);
  });

  it('can be searched where there is much, and is all there', async () => {
    const { page } = await signIn(browser, shop, 'Kramer');
    await keep(page, 'kramer');
    expect(await page.locator('.top-up').count()).toBe(24);
    await page.getByRole('button', { name: 'Show all 230' }).click();
    expect(await page.locator('.top-up').count()).toBe(230);
    await page.getByRole('searchbox').fill('500 mb');
    await expect.poll(() => page.locator('.top-up').count()).toBeLessThan(100);
    await page.getByRole('searchbox').fill('a pony');
    await page.getByText('Nothing fits that.').waitFor();
  });

  it('can not be bought for a line that is not active', async () => {
    const { page } = await signIn(browser, shop, 'Kramer');
    const ended = page.getByRole('option').filter({ hasText: '(ended)' });
    await page.getByRole('combobox').selectOption((await ended.getAttribute('value')) ?? '');
    await page.getByText('Top-ups can be bought for active lines only.').waitFor();
    for (const button of await page.locator('.price').all()) expect(await button.isDisabled()).toBe(true);
  });

  it('ends when the user says so, twice', async () => {
    const { page } = await signIn(browser, shop, 'Jerry');
    await open(page, '2GB Europe Travel');
    await confirm(page);
    await isTold(page, 'It’s yours');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'End 2GB Europe Travel' }).click();
    await page.getByRole('button', { name: 'End it now' }).click();
    await page.getByText('2GB Europe Travel has ended.').waitFor();
    await page.getByText('No top-up is active.').waitFor();
  });
});
