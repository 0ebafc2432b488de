// A review by keys alone.

import { expect, hydrated, test } from './base.js';
import { MARTA, open, signIn } from './people.js';

test('rows are gone through and decided by keys', async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, MARTA);
  const main = page.getByRole('main');
  await expect(async () => {
    await open(page, '/reviews');
    await expect(main.getByRole('link', { name: /^Review/ }).first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await main.getByRole('link', { name: /^Review/ }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Access of your people/);
  await hydrated(page);
  // Somebody whom no other story is about: nothing of theirs goes away meanwhile.
  await main.getByRole('link', { name: /^Bo Li/ }).click();
  await expect(page).toHaveURL(/\?/);
  await hydrated(page);
  const rows = main.locator('tr[data-row]');
  const current = main.locator('tr.is-current');
  const at = (place) => rows.nth(place).getAttribute('id');

  await test.step('j and k go from row to row', async () => {
    await page.keyboard.press('j');
    await expect(current).toHaveAttribute('id', await at(0));
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await expect(current).toHaveAttribute('id', await at(1));
  });

  await test.step('a decision leads to the next row, without a new page', async () => {
    await page.evaluate(() => { window.sameDocument = true; });
    const second = rows.nth(1);
    const isDecided = (await second.getByRole('button', { name: /^Take back/ }).count()) > 0;
    if (isDecided) {
      await page.keyboard.press('u');
      await expect(second.getByRole('button', { name: /^Revoke/ })).toBeVisible();
    }
    await page.keyboard.press('x');
    await expect(second.getByText('Revoke', { exact: true })).toBeVisible();
    await expect(current).toHaveAttribute('id', await at(2));
    await expect(rows.nth(2)).toBeFocused();
    expect(await page.evaluate(() => window.sameDocument)).toBe(true);
  });

  await test.step('what was decided last is taken back', async () => {
    await expect(main.getByRole('button', { name: 'Undo the last decision' })).toBeVisible();
    await page.keyboard.press('u');
    await expect(rows.nth(1).getByRole('button', { name: /^Certify/ })).toBeVisible();
    await expect(main.getByRole('button', { name: 'Undo the last decision' })).toBeHidden();
  });

  await test.step('Enter opens a row, c leads to its comment', async () => {
    await page.keyboard.press('Enter');
    await expect(main.getByRole('heading', { name: 'If you revoke' })).toBeVisible();
    await page.keyboard.press('c');
    await expect(main.locator('details[open] textarea')).toBeFocused();
    await page.keyboard.type('why does he need this? j k a x');
    await main.locator('details[open]').getByRole('button', { name: 'Add it' }).click();
    await expect(main.getByText('why does he need this? j k a x')).toBeVisible();
  });

  await test.step('space chooses, and what can be done is there', async () => {
    await rows.nth(0).focus();
    await page.keyboard.press(' ');
    await page.keyboard.press('j');
    await page.keyboard.press(' ');
    await expect(main.getByText('2 chosen.')).toBeVisible();
  });
});
