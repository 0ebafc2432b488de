// What a reviewer is told of access that nobody uses, and of access that comes with membership of something else.

import { expect, hydrated, look, test } from './base.js';
import { MARTA, open, signIn } from './people.js';

const rows = (page) => page.getByRole('main').locator('tr[data-row]');

/** Opens the review of the demo organisation. */
async function review(page) {
  const link = page.getByRole('main').getByRole('link', { name: /^(Review|Look at it): Access of your people/ });
  await expect(async () => {
    await open(page, '/reviews');
    await expect(link).toBeVisible({ timeout: 500 });
  }).toPass();
  await link.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Access of your people/);
  await hydrated(page);
}

test('a reviewer sees what nobody uses, and what a membership brings', async ({ page }) => {
  test.setTimeout(120_000);
  const main = page.getByRole('main');
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, MARTA);
  await review(page);

  await test.step('each row tells of its use, and what is not used is found', async () => {
    await expect(rows(page).filter({ hasText: /, (never )?used/ }).first()).toBeVisible();
    await main.getByRole('link', { name: 'Not used for 90 days' }).click();
    await expect(page).toHaveURL(/unused=true/);
    await hydrated(page);
    // What other stories took away says nothing of its use any more.
    const all = (await rows(page).allTextContents()).filter((text) => !text.includes('It is not held any more'));
    expect(all.length).toBeGreaterThan(0);
    for (const text of all) expect(text).toMatch(/, (never used|used (9\d|[1-9]\d\d) days ago)/);
    await look(page, 'review-unused');
  });

  await test.step('the way of a membership is told, with what would have to change', async () => {
    await page.goto(`${page.url().replace(/[?#].*/, '')}?person=Ek`);
    await hydrated(page);
    const row = rows(page).filter({ hasText: 'FINANCE_READ' }).filter({ hasText: 'Member of FIN_ADMIN' });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText('Change the membership');
    await row.getByRole('link', { name: /^More/ }).click();
    await expect(main.getByText(/they are in FIN_ADMIN, which is in FIN_CLOSE_RW, which is in FINANCE_READ\./)).toBeVisible();
    await hydrated(page);
    await look(page, 'review-nested');
    await main.getByRole('link', { name: 'FIN_CLOSE_RW', exact: true }).first().click();
    await hydrated(page);
  });

  await test.step('the catalog shows what is in what', async () => {
    const pane = page.getByRole('complementary', { name: /FIN_CLOSE_RW/ }).or(page.locator('aside').filter({ hasText: 'FIN_CLOSE_RW' })).first();
    await expect(pane.getByText('Whoever holds it also holds')).toBeVisible();
    await expect(pane.getByText('Comes with')).toBeVisible();
    await look(page, 'item-nested');
  });
});

test('somebody sees by what they hold something', async ({ page }) => {
  await signIn(page, MARTA);
  await open(page, '/access?q=FINANCE_READ');
  const main = page.getByRole('main');
  await expect(main.getByText('By membership').first()).toBeVisible();
  await look(page, 'access-nested');
});
