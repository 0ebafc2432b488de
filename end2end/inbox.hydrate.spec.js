// The inbox, worked by keyboard.

import { expect, test } from './base.js';
import { MARTA, open, signIn } from './people.js';

test('the inbox is worked by keyboard', async ({ page }) => {
  await signIn(page, MARTA);
  await open(page, '/inbox');
  const title = page.locator('#task-title');
  const first = await title.innerText();
  await page.keyboard.press('j');
  await expect(title).not.toHaveText(first);
  await page.keyboard.press('c');
  const comment = page.getByRole('textbox', { name: 'Comment' });
  await expect(comment).toBeFocused();
  await page.keyboard.type('a note with an x');
  await expect(comment).toHaveValue('a note with an x');
  // Words for one task never go to another.
  await page.keyboard.press('Escape');
  await expect(comment).not.toBeFocused();
  await page.keyboard.press('k');
  await expect(title).toHaveText(first);
  await expect(comment).toHaveValue('');
  // A single key rejects nothing.
  await page.keyboard.press('x');
  const reject = page.locator('#decide-reject');
  await expect(reject).toBeFocused();
  await expect(page.getByText('Enter rejects, Escape keeps it.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(reject).not.toBeFocused();
  await expect(title).toHaveText(first);
});
