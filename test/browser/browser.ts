import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** Where the screenshots of a test run are kept. */
const screenshots = fileURLToPath(new URL('../../.local/screenshots/', import.meta.url));

/** Viewports. A desk's is as sharp as the README needs it. */
export const phone = { viewport: { width: 390, height: 844 } };
export const desk = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 };

/** A page of a new user; the test fails if it asks anybody but the service, or writes an error to its console. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ ...phone, locale: 'en-US', deviceScaleFactor: 1.5, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const foreign: string[] = [];
  const errors: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  // A request that fails on purpose is no error of the page.
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) errors.push(message.text());
  });
  page.on('pageerror', (error) => void errors.push(String(error)));
  onTestFinished(async () => {
    await context.close();
    if (foreign.length > 0) throw new Error(`It asked elsewhere: ${foreign.join(', ')}`);
    if (errors.length > 0) throw new Error(`Errors of the page: ${errors.join('\n')}`);
  });
  await page.goto(`${url}/demo`);
  return { page, context };
}

/** Keeps a picture of the page. */
export async function keep(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: pictureOf(name), animations: 'disabled' });
}

/** Keeps pictures of a phone that are kept already as one, side by side. */
export async function keepTogether(browser: Browser, names: readonly string[], name: string): Promise<void> {
  const pictures = await Promise.all(names.map((one) => readFile(pictureOf(one), 'base64')));
  const images = pictures.map((base64) => `<img src="data:image/png;base64,${base64}">`).join('');
  const style = `body { display: flex; gap: 32px; margin: 0; padding: 32px; background: #e9e7f3 }
    img { width: 292px; border: 8px solid #17151f; border-radius: 36px }`;
  const page = await browser.newPage({
    viewport: { width: 64 + names.length * 308 + (names.length - 1) * 32, height: 716 },
  });
  await page.setContent(`<style>${style}</style>${images}`);
  await page.screenshot({ path: pictureOf(name) });
  await page.close();
}

function pictureOf(name: string): string {
  return join(screenshots, `${name}.png`);
}
