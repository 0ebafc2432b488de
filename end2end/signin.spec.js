import { axe, expect, hydrated, picture, test } from './base.js';

test('the sign-in page says what it is and labels its fields', async ({ page }) => {
  await page.goto('/');
  await hydrated(page);
  await expect(page).toHaveTitle(/sign in.*bailiwick/i);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByLabel(/user name|e-?mail/i)).toBeEditable();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'password');
  await expect(page.getByRole('button', { name: /^sign in$/i })).toBeEnabled();
  await picture(page, 'signin');
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on the sign-in page, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await hydrated(page);
    await axe(page);
  });
}

test('a wrong password is refused in words', async ({ page }) => {
  await page.goto('/');
  await hydrated(page);
  await page.getByLabel(/user name|e-?mail/i).fill('nobody');
  await page.getByLabel('Password', { exact: true }).fill('not this one');
  await page.getByRole('button', { name: /^sign in$/i }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await axe(page);
});
