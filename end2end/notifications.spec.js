// What people are told, and what of it comes by mail.

import { axe, expect, hydrated, picture, scripted, test } from './base.js';
import { MARTA, open, signIn } from './people.js';

test('what waits is told, read, and wanted by mail or not', async ({ page }) => {
  await signIn(page, MARTA);
  const main = page.getByRole('main');
  await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: /^Notifications/ }).click();
  await expect(page).toHaveURL('/notifications');
  const told = main.getByRole('region', { name: 'What you were told' });
  const unread = told.getByText('Not read yet');
  await expect(told.getByRole('listitem').first()).toBeVisible();
  await axe(page);
  await picture(page, 'notifications');
  // The first run reads them all; the second finds them read.
  const waiting = await unread.count();
  if (waiting > 0) {
    await told.getByRole('button', { name: /^Mark as read/ }).first().click();
    await expect(unread).toHaveCount(waiting - 1);
    await hydrated(page);
    await main.getByRole('button', { name: 'Mark all as read' }).click();
  }
  await expect(unread).toHaveCount(0);
  await hydrated(page);
  const mail = main.getByRole('checkbox', { name: 'What became of what I asked for' });
  const before = await mail.isChecked();
  await mail.setChecked(!before);
  await main.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Preferences saved').filter({ visible: true })).toHaveCount(1);
  await open(page, '/notifications');
  expect(await mail.isChecked()).toBe(!before);
  await told.locator('a[href^="/requests/"]').first().click();
  await expect(page).toHaveURL(/\/requests\//);
  if (scripted()) await hydrated(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(page, '/notifications');
  await axe(page);
  await picture(page, 'notifications-narrow-dark');
});
