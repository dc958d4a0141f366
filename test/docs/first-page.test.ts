import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../local/listen.ts';
import { findBrowser, launchBrowser } from '../browser/launch-browser.ts';
import { freePorts } from '../local/running-command.ts';
import { startAll } from './running-service.ts';
import { onPort } from './shell-snippets.ts';
import { documents, snippetsIn } from './snippets.ts';

async function pageOfTheGuide(port: number): Promise<string> {
  const guide = (await documents()).get('docs/app-developer.md') ?? '';
  const [page, ...others] = snippetsIn('docs/app-developer.md', guide).filter(({ language }) => language === 'html');
  expect(others).toEqual([]);
  return onPort(page?.text ?? '', port);
}

/** The guide's page, served from a port of its own as the guide says, in a browser. */
async function openPage(port: number) {
  const html = await pageOfTheGuide(port);
  const server = await listen(
    createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(html);
    }),
    0,
  );
  const browser = await launchBrowser();
  onTestFinished(async () => {
    await Promise.all([browser.close(), server.close()]);
  });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(server.url);
  return { page, errors, status: page.locator('#status') };
}

// Without a browser, nobody can look at it.
describe.skipIf(!findBrowser())("the page of the app developer's guide", () => {
  it('buys, once, also when the answer gets lost', async () => {
    const port = await freePorts(5);
    const { stop } = await startAll(port);
    onTestFinished(stop);
    const { page, errors, status } = await openPage(port);
    const says = (words: string | RegExp) =>
      expect.poll(() => status.textContent(), { timeout: 10_000 }).toMatch(words);

    await page.getByRole('button', { name: '1GB Data Top-up, $9.99' }).click();
    await says('Bought: 1GB Data Top-up');
    const fault = { method: 'POST', path: '*/subscriptionAddons', fault: 'resetAfter' };
    await fetch(`http://127.0.0.1:${port + 1}/sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
    await page.getByRole('button', { name: /^100 SMS/ }).click();
    await says('Not known yet');
    await says('Bought: 100 SMS');
    await page.getByRole('button', { name: '1GB Data Top-up, $9.99' }).click();
    await says('This top-up was bought a moment ago');

    const made = await fetch(`http://127.0.0.1:${port + 1}/sandbox/subscription-addons`);
    expect(((await made.json()) as { items: unknown[] }).items).toHaveLength(2);
    expect(errors).toEqual([]);
  }, 60_000);
});
