import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { desk, keep, keepTogether } from './browser.ts';
import { launchBrowser } from './launch-browser.ts';
import { boughtIn, confirm, isTold, makeTrouble, open, type RunningShop, signIn, startShop } from './running-shop.ts';

let browser: Browser;
let shop: RunningShop;
beforeAll(async () => {
  // Long enough to be seen as pending on a busy machine, too.
  [browser, shop] = await Promise.all([launchBrowser(), startShop({ SANDBOX_ACTIVATION_MS: '3000' })]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), shop?.stop()]);
});
beforeEach(() => shop.sandbox.reset());

describe('buying', () => {
  it.each(['light', 'dark'] as const)('goes from the list to active without a reload, in %s', async (colorScheme) => {
    const { page } = await signIn(browser, shop, 'Elaine', { colorScheme });
    await keep(page, `${colorScheme}-line`);
    const name = colorScheme === 'light' ? '2GB Europe' : '500MB Europe';
    await open(page, name);
    await keep(page, `${colorScheme}-sheet`);
    await confirm(page);
    await isTold(page, 'It’s yours');
    const yours = page.locator('.addon');
    await yours.getByText('Activating…').waitFor();
    await keep(page, `${colorScheme}-bought`);
    await page.getByRole('button', { name: 'Done' }).click();
    await yours.getByText('left').waitFor();
    expect(await yours.getByRole('progressbar').getAttribute('aria-label')).toBe(`${name}: time left`);
    await keep(page, `${colorScheme}-active`);
    expect(await boughtIn(shop)).toBe(1);
  });

  it('is told in pictures', () =>
    keepTogether(browser, ['light-line', 'light-sheet', 'light-active', 'dark-active'], 'phone'));

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
    await page.getByRole('combobox', { name: 'Line' }).selectOption({ label: 'Line 2 (restricted)' });
    await page.getByText('Top-ups can be bought for active lines only.').waitFor();
    expect(await page.locator('.price').count()).toBeGreaterThan(0);
    expect(await page.locator('.price:enabled').count()).toBe(0);
    await keep(page, 'not-active');
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
