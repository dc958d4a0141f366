import axe, { type AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { desk, keep, openPage, phone } from './browser.ts';
import { launchBrowser } from './launch-browser.ts';
import { confirm, isTold, open, type RunningShop, signIn, startShop } from './running-shop.ts';

let browser: Browser;
let shop: RunningShop;
beforeAll(async () => {
  [browser, shop] = await Promise.all([launchBrowser(), startShop()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), shop?.stop()]);
});
beforeEach(() => shop.sandbox.reset());

function focused(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );
}

describe('with the keyboard alone', () => {
  it('a top-up is bought, and the focus is always where it makes sense', async () => {
    const { page } = await openPage(browser, shop.url);
    await page.getByRole('heading', { name: 'Top up in two taps' }).waitFor();
    await keep(page, 'sign-in');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toContain('Jerry');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Get more' }).waitFor();
    await page.getByRole('button', { name: 'Buy 100 SMS for $2.99' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Buy for $2.99');

    // Inside the sheet, round and round, and never into the page under it.
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Cancel');
    for (let count = 0; count < 6; count++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('.screen') === null)).toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('Buy 100 SMS for $2.99');

    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Buy for $2.99');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Done');
    expect(await page.getByRole('dialog').getByRole('status').textContent()).toMatch(/^It’s yours\. /);
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Your top-ups');
  });

  it('what has the focus is seen', async () => {
    const { page } = await signIn(browser, shop, 'Jerry');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineWidth)).toBe('3px');
  });
});

describe('for a screen reader', () => {
  it.each([
    ['a phone', phone, '300 MB'],
    ['a desk', desk, '400 MB'],
  ])('everything is as the rules of axe want it, on %s', async (_name, options, topUp) => {
    const { page } = await openPage(browser, shop.url, { ...options, reducedMotion: 'reduce' });
    await page.getByRole('heading', { name: 'Top up in two taps' }).waitFor();
    expect(await faultsOf(page), 'signing in').toEqual([]);
    await page.getByRole('button', { name: 'Kramer' }).click();
    await open(page, topUp);
    expect(await faultsOf(page), 'buying').toEqual([]);
    await confirm(page);
    await isTold(page, 'It’s yours');
    expect(await faultsOf(page), 'told').toEqual([]);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: `End ${topUp}` }).waitFor();
    expect(await faultsOf(page), 'the line').toEqual([]);
    await page.getByRole('button', { name: `End ${topUp}` }).click();
    await page.getByRole('button', { name: 'End it now' }).waitFor();
    expect(await faultsOf(page), 'ending').toEqual([]);
  });
});

/** What axe finds wrong with the page as it is. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document)');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 100)}`));
}

describe('contrast', () => {
  it.each(['light', 'dark'] as const)('is 4.5 : 1 or more for every text, in %s', async (colorScheme) => {
    const { page } = await signIn(browser, shop, 'Jerry', { colorScheme, ...desk });
    await open(page, '2GB Europe Travel');
    const weak = await page.evaluate(weakTexts);
    expect(weak).toEqual([]);
  });
});

/** Texts whose colour is too near to that of what is behind them, as CSS says. Runs in the page. */
function weakTexts(): string[] {
  type Colour = [number, number, number, number];
  const canvas = document
    .createElement('canvas')
    .getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
  function colourOf(css: string): Colour {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }
  function luminance([red, green, blue]: Colour): number {
    const linear = (part: number) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }
  /** All that can be behind it: a colour, or the ends of a gradient. */
  function grounds(element: Element | null): Colour[] {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(at);
      const stops = backgroundImage.match(/rgba?\([^)]+\)/g);
      if (stops) return stops.map(colourOf);
      const colour = colourOf(backgroundColor);
      if (colour[3] > 0.99) return [colour];
    }
    return [[255, 255, 255, 1]];
  }
  return [...document.querySelectorAll('body *')]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()))
    .filter((element) => element.checkVisibility() && !element.closest('noscript, option, .hidden, :disabled'))
    .flatMap((element) => {
      const text = luminance(colourOf(getComputedStyle(element).color));
      const ratios = grounds(element).map((ground) => {
        const [darker = 0, lighter = 0] = [text, luminance(ground)].sort((a, b) => a - b);
        return (lighter + 0.05) / (darker + 0.05);
      });
      const ratio = Math.min(...ratios);
      return ratio < 4.5
        ? [`${element.textContent?.trim().slice(0, 30)} (${element.className}): ${ratio.toFixed(2)}`]
        : [];
    });
}

describe('the page', () => {
  it('needs no sideways scrolling on the narrowest phone, nor with large text', async () => {
    const { page } = await signIn(browser, shop, 'Jerry', { viewport: { width: 320, height: 640 } });
    await open(page, '2GB Europe Travel');
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.setViewportSize(phone.viewport);
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '28px';
    });
    expect(await overflow()).toBeLessThanOrEqual(0);
  });

  it('keeps still for those who ask for it', async () => {
    const { page } = await signIn(browser, shop, 'Jerry', { reducedMotion: 'reduce' });
    await open(page, '100 SMS');
    const moving = await page.evaluate(() => document.getAnimations().length);
    expect(moving).toBe(0);
  });
});
