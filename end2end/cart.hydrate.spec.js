import { expect, test } from './base.js';
import { open, signIn } from './people.js';

test('the portal goes on working after the cart was changed and left', async ({ page }) => {
  // Somebody whose cart no other story counts.
  await signIn(page, 'samuel.adeyemi');
  await open(page, '/catalog?q=view');
  await page.getByRole('button', { name: /^Add/ }).first().click();
  await expect(page.getByText(/put in the cart/)).toBeVisible();
  await open(page, '/cart');
  await expect(page).toHaveTitle('Cart · Bailiwick');
  const saved = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await saved;

  await page.getByRole('link', { name: 'Home', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Samuel');
  await expect(page).not.toHaveTitle('Cart · Bailiwick');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Cart' })).toBeVisible();
  await expect(page).toHaveTitle('Cart · Bailiwick');
});
