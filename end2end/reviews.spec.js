// A manager looks through what their people hold: row by row, many at once, and signs.

import { axe, expect, hydrated, look, picture, scripted, test } from './base.js';
import { AUDITOR, JONAS, MARTA, open, signIn } from './people.js';

const SAMUEL = 'samuel.adeyemi';
const OWNER = 'noor.haddad';

/** Opens the one review there is. */
async function review(page) {
  const main = page.getByRole('main');
  await expect(async () => {
    await open(page, '/reviews');
    await expect(main.getByRole('link', { name: /^Review/ }).first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await main.getByRole('link', { name: /^Review/ }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Access of your people/);
  await hydrated(page);
}

const rows = (page) => page.getByRole('main').locator('tr[data-row]');

/** A row that waits for a decision, by its place among those. */
async function undecided(page, place) {
  const waiting = rows(page).filter({ has: page.getByRole('button', { name: /^Certify/ }) });
  return page.locator(`[id=${await waiting.nth(place).getAttribute('id')}]`);
}

test('a manager decides row by row, and changes their mind', async ({ page }) => {
  test.setTimeout(180_000);
  const main = page.getByRole('main');
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, MARTA);
  await expect(page.getByRole('link', { name: /^Reviews/ }).first()).toBeVisible();

  await test.step('what waits is listed', async () => {
    await review(page);
    await open(page, '/reviews');
    await expect(main.getByRole('region', { name: 'To do' })).toContainText('to decide');
    await look(page, 'reviews');
    await review(page);
  });

  await test.step('the riskiest come first, with what a decision needs', async () => {
    await expect(rows(page).first()).toContainText(/Critical|High/);
    await expect(main.getByText(/Whoever owns this campaign sees how fast you decide/)).toBeVisible();
    await look(page, 'review');
    await rows(page).first().getByRole('link', { name: /^More/ }).click();
    await expect(main.getByRole('heading', { name: 'If you revoke' })).toBeVisible();
    await expect(main.getByText(/colleagues under Marta Oyelaran/).first()).toBeVisible();
    await hydrated(page);
    await look(page, 'review-row');
  });

  await test.step('a decision is kept, and taken back', async () => {
    const first = await undecided(page, 0);
    const before = await main.getByText(/of \d[\d,]* decided/).first().textContent();
    await first.getByRole('button', { name: /^Certify/ }).click();
    await expect(first.getByText('Certified')).toBeVisible();
    await expect(main.getByText(before ?? '')).toHaveCount(0);
    await hydrated(page);
    await first.getByRole('button', { name: /^Take back/ }).click();
    await expect(first.getByRole('button', { name: /^Revoke/ })).toBeVisible();
    await hydrated(page);
  });

  await test.step('an exception needs a reason, and ends on a day', async () => {
    await page.goto(page.url().replace(/[?#].*/, ''));
    await hydrated(page);
    const first = await undecided(page, 0);
    await first.getByRole('link', { name: /^More/ }).click();
    await expect(main.getByRole('heading', { name: 'If you revoke' })).toBeVisible();
    await hydrated(page);
    const form = main.locator('details', { has: page.locator('summary', { hasText: 'Allow until a date' }) }).first();
    await form.locator('summary').click();
    const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    await form.getByLabel('Last day').fill(until);
    await form.getByLabel('Why').fill('needed until the move');
    await form.getByRole('button', { name: 'Allow until then' }).click();
    await expect(first.getByText(/^Until /)).toBeVisible();
    await hydrated(page);
  });

  await test.step('nobody by that name is told at the row', async () => {
    const second = await undecided(page, 1);
    await second.getByRole('link', { name: /^More/ }).click();
    await hydrated(page);
    const form = main.locator('details', { has: page.locator('summary', { hasText: 'Hand over' }) }).first();
    await form.locator('summary').click();
    await form.getByLabel('Who').fill('Nobody Such');
    await form.getByRole('button', { name: 'Hand over' }).click();
    await expect(main.getByRole('alert').first()).toContainText('Nobody here is called Nobody Such');
    await hydrated(page);
    await expect(main.locator('details[open]').getByLabel('Who')).toHaveValue('Nobody Such');
  });
});

test('many rows are decided together, signed, and carried out', async ({ page }) => {
  test.setTimeout(180_000);
  const main = page.getByRole('main');
  // Each project has a team of its own: what is signed stays signed.
  await signIn(page, scripted() ? MARTA : SAMUEL);
  await review(page);

  await test.step('what is safe is certified, and the rest is named', async () => {
    await main.getByRole('link', { name: /^Decide all/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Decide together');
    await hydrated(page);
    await expect(main.getByText('Left out, to be decided one by one:')).toBeVisible();
    await look(page, 'review-many');
    await main.getByRole('button', { name: /^Certify \d+ rows?$/ }).click();
    await expect(main.getByText(/\d+ rows? certified/).first()).toBeVisible();
    await expect(main.getByText(/Left out: .*Decide these one by one/)).toBeVisible();
    await hydrated(page);
  });

  await test.step('chosen rows are revoked', async () => {
    await main.getByRole('link', { name: /^Undecided/ }).click();
    await expect(page).toHaveURL(/show=undecided/);
    await hydrated(page);
    const boxes = rows(page).getByRole('checkbox');
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await picture(page, 'review-chosen');
    await axe(page);
    await page.getByRole('form', { name: 'What to do with the chosen rows' }).getByRole('button', { name: 'Revoke' }).click();
    await expect(main.getByText('2 rows to be revoked')).toBeVisible();
    await hydrated(page);
  });

  await test.step('what a signature does is said before it does', async () => {
    await main.getByRole('link', { name: /^Sign off/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign off');
    await hydrated(page);
    await expect(main.getByText(/\d+ revokes? carried out at once/)).toBeVisible();
    await look(page, 'review-sign-off');
    await main.getByRole('button', { name: /^Sign off/ }).click();
    await expect(main.getByText(/\d+ rows? signed off/)).toBeVisible();
    await hydrated(page);
  });

  await test.step('what is signed is read, not changed, and says what became of it', async () => {
    await main.getByRole('link', { name: /^Revoked/ }).click();
    await expect(page).toHaveURL(/show=revoke/);
    await expect(rows(page).first()).toContainText(/Removed|Removal (pending|failed)/);
    await expect(rows(page).first().getByRole('button')).toHaveCount(0);
    await hydrated(page);
    await look(page, 'review-signed');
  });
});

test('reviews are nobody else’s business', async ({ page }) => {
  const main = page.getByRole('main');
  await signIn(page, MARTA);
  await review(page);
  const address = new URL(page.url()).pathname;
  await signIn(page, JONAS);
  await open(page, '/reviews');
  await expect(main.getByText('No reviews')).toBeVisible();
  await axe(page);
  await open(page, address);
  await expect(rows(page)).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(/Access of your people/);
  await signIn(page, AUDITOR);
  await open(page, address);
  await expect(main.getByText('Nothing is put to you any more')).toBeVisible();
  await signIn(page, OWNER);
  await open(page, address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Access of your people/);
});
