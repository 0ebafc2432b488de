// The smallest fix: everything that has to go so that nobody breaks a rule any more, on one page.

import { axe, expect, hydrated, picture, test } from './base.js';
import { open, signIn } from './people.js';

test('the smallest fix of a rule and of a person', async ({ page }) => {
  const main = page.getByRole('main');
  await signIn(page, 'dmitri.havel');
  await open(page, '/violations');
  await main.getByLabel('Rule').selectOption({ label: 'Vendor master and payments' });
  await main.getByRole('button', { name: 'Show' }).click();
  await hydrated(page);
  await main.getByRole('link', { name: 'Smallest fix' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Smallest fix');
  await hydrated(page);
  const who = main.getByRole('region', { name: 'Who loses what' });
  const people = await who.getByRole('checkbox').count();
  expect(people).toBeGreaterThan(0);
  await expect(main.getByText(/^\d+ grants? to take away, to end/)).toBeVisible();
  await expect(main.getByRole('button', { name: 'Take it away' })).toBeVisible();
  await axe(page);
  await picture(page, 'smallest-fix');
  await who.getByRole('link', { name: 'Vendor master and payments' }).first().click();
  await hydrated(page);
  await main.getByRole('link', { name: 'Smallest fix for all their violations' }).click();
  await hydrated(page);
  await expect(who.getByRole('listitem').first()).toContainText('Vendor master and payments');
  await axe(page);
});
