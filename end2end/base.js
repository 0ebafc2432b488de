// What every story uses in place of '@playwright/test'.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test as plain } from '@playwright/test';

export { expect };

// A hydration warning means that server and browser disagree about the page.
const FATAL_WARNING = /hydrat|leptos|panick/i;
// An answer of 404 or 422 may well be part of a story.
const NETWORK = /^Failed to load resource|net::ERR_/;

/** `test` whose story fails when any of its pages had an error in the console or in a script. */
export const test = plain.extend({
  baseURL: async ({}, use) => use(process.env.BAILIWICK_URL),

  context: async ({ context }, use) => {
    const problems = [];
    context.on('console', (message) => {
      const [type, text] = [message.type(), message.text()];
      const bad = type === 'error' || (type === 'warning' && FATAL_WARNING.test(text));
      if (bad && !NETWORK.test(text)) problems.push(`${type}: ${text}`);
    });
    context.on('weberror', (error) => problems.push(`page error: ${error.error()}`));
    await use(context);
    expect(problems, 'errors in the browser').toEqual([]);
  },
});

/** Whether this run has scripts switched on. */
export function scripted() {
  return test.info().project.use.javaScriptEnabled !== false;
}

/** Waits until the WebAssembly has taken over the page; at once when scripts are off. */
export async function hydrated(page) {
  if (scripted()) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

/** Keeps a picture of the whole page in `screenshots/`. */
export async function picture(page, name) {
  await page.screenshot({ path: `screenshots/${test.info().project.name}-${name}.png`, fullPage: true });
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Asserts that axe finds nothing against WCAG 2.0 to 2.2 A and AA, nor against best practice. */
export async function axe(page) {
  await page.evaluate(await source);
  const { violations } = await page.evaluate(async ([values, scripted]) => {
    const later = globalThis.setTimeout;
    // Timers stand still with scripts off, promises do not.
    if (!scripted) globalThis.setTimeout = (work) => void Promise.resolve().then(work);
    const runOnly = { type: 'tag', values };
    const result = await globalThis.axe.run({ runOnly, resultTypes: ['violations'], preload: false });
    globalThis.setTimeout = later;
    return result;
  }, [RULES, scripted()]);
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}

/** Looks at the page as it is, and narrow and dark. */
export async function look(page, name) {
  await axe(page);
  await picture(page, name);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await axe(page);
  await picture(page, `${name}-narrow-dark`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, 'nothing stands out at 360 px').toBeLessThanOrEqual(360);
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: 'light' });
}
