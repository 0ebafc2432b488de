// The main job, end to end: find access, ask for it, approve it, hold it, prove it.

import { axe, expect, hydrated, picture, scripted, test } from './base.js';
import { AUDITOR, JONAS, MARTA, PRIYA, open, signIn } from './people.js';

test('an employee asks for two items for two people, and what is approved is held and proved', async ({ page }) => {
  test.setTimeout(240_000);
  // Each run asks for items of its own: both find the same database.
  const items = scripted() ? ['Project lead PAY', 'Payments specialist'] : ['Post vendor payments', 'Payment run, release'];
  const why = `Cover for the quarter end (${test.info().project.name}).`;

  await test.step('three letters find the items', async () => {
    await signIn(page, JONAS);
    await axe(page);
    await open(page, '/catalog');
    const search = page.getByRole('main').getByRole('searchbox');
    await search.fill('pay');
    if (!scripted()) await search.press('Enter');
    await expect(page).toHaveURL(/q=pay/);
    await expect(page.getByText(/\d+ found in/).first()).toBeVisible();
    await axe(page);
    await picture(page, 'catalog');
  });

  await test.step('they are for a colleague, too', async () => {
    await page.getByRole('link', { name: 'Add person' }).click();
    const person = page.getByRole('combobox', { name: 'Who else is it for?' });
    await person.fill('Hana');
    if (scripted()) {
      await page.getByRole('option', { name: /Hana Sato/ }).click();
    } else {
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('link', { name: /Hana Sato/ }).click();
    }
    await expect(page.getByRole('main').getByText('Hana Sato').first()).toBeVisible();
  });

  await test.step('they go into the cart, with one that is asked for already', async () => {
    for (const item of [...items, 'Payment run, prepare']) {
      const search = page.getByRole('main').getByRole('searchbox');
      await search.fill(item);
      if (!scripted()) await search.press('Enter');
      const add = page.getByRole('button', { name: `Add ${item}`, exact: true });
      const put = page.waitForResponse((response) => response.request().method() === 'POST');
      await add.click();
      await put; // leaving earlier would leave it behind
      // An earlier run has left a line of it behind.
      await expect(page.getByText(/put in the cart|in the cart already/).first()).toBeVisible();
      await hydrated(page);
    }
    await open(page, '/cart');
    const lines = page.getByRole('main');
    await expect(lines.getByText('Duplicate').first()).toBeVisible();
    await expect(lines.getByText('Already held').first()).toBeVisible();
    await axe(page);
    await picture(page, 'cart');
  });

  await test.step('the ready lines are sent, the others stay', async () => {
    await page.getByLabel(/Why is it needed/).fill(why);
    await page.getByRole('button', { name: 'Send 4 ready lines' }).click();
    await expect(page).toHaveURL(/\/requests\?.*sent=/);
    await expect(page.getByText(items[0]).first()).toBeVisible();
    await axe(page);
    await picture(page, 'requests');
  });

  await test.step('the manager approves', async () => {
    await signIn(page, MARTA);
    await decide(page, items, 'Fine with me.');
  });

  await test.step('the owner approves', async () => {
    await signIn(page, PRIYA);
    await decide(page, items, 'They need it.');
  });

  await test.step('the access is held, and says why', async () => {
    await signIn(page, JONAS);
    await expect(async () => {
      await open(page, `/access?q=${encodeURIComponent(items[0])}`);
      await expect(page.getByRole('main').getByText(items[0]).first()).toBeVisible({ timeout: 500 });
    }).toPass();
    await expect(page.getByRole('main').getByText(why, { exact: false }).first()).toBeVisible();
    await axe(page);
    await picture(page, 'access');
  });

  await test.step('the auditor sees every step', async () => {
    await signIn(page, AUDITOR);
    await open(page, '/audit?user=Jonas+Lindqvist');
    const about = `${items[0]} for Jonas Lindqvist`;
    const steps = [
      `Jonas Lindqvist sent the request ${about}`,
      `Marta Oyelaran approved ${about}`,
      `Priya Raghunathan approved ${about}`,
      new RegExp(`Bailiwick granted (the role )?${items[0]}`),
    ];
    for (const step of steps) await expect(page.locator('summary').filter({ hasText: step }).first()).toBeVisible();
    await axe(page);
    await picture(page, 'audit');
  });
});

/** Approves what waits for these items, whoever it is for. */
async function decide(page, items, comment) {
  for (const item of items) {
    for (const person of ['Jonas Lindqvist', 'Hana Sato']) {
      await open(page, '/inbox');
      const row = page.locator('li, tr').filter({ hasText: item }).filter({ hasText: person });
      await row.getByRole('link').first().click();
      await expect(page.getByRole('heading', { name: `${item}, for ${person}` })).toBeVisible();
      if (person === 'Jonas Lindqvist' && item === items[0]) {
        await axe(page);
        await picture(page, 'inbox');
      }
      await page.getByLabel('Comment').first().fill(comment);
      await page.getByRole('button', { name: /^Approve/ }).first().click();
      await expect(page.getByRole('status').getByText(/approved/i).first()).toBeVisible();
    }
  }
}
