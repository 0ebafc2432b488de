// Deputies: named, at work, ended.

import { axe, expect, hydrated, picture, test } from './base.js';
import { MARTA, PRIYA, open, signIn } from './people.js';

test('a manager names a deputy, who sees what waits, and ends it again', async ({ page }) => {
  test.setTimeout(120_000);
  const main = page.getByRole('main');
  const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);

  await test.step('a deputy is found and named', async () => {
    await signIn(page, MARTA);
    await open(page, '/delegates');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Deputies');
    await axe(page);
    await main.getByRole('searchbox').fill('priya');
    await main.getByRole('button', { name: 'Find' }).click();
    await expect(page).toHaveURL(/q=priya/);
    await main.getByRole('radio', { name: /Priya Raghunathan/ }).check();
    await main.getByLabel('Last day').fill(inAWeek);
    await main.getByLabel(/What they should know/).fill('I am at sea.');
    await axe(page);
    await picture(page, 'delegates-name');
    await main.getByRole('button', { name: 'Name as deputy' }).click();
    await expect(page.getByText('Deputies changed').filter({ visible: true })).toHaveCount(1);
    await expect(main.getByRole('row', { name: /Priya Raghunathan/ }).first()).toContainText('At work');
    await hydrated(page);
    await axe(page);
    await picture(page, 'delegates');
  });

  await test.step('what waits for the manager waits for the deputy', async () => {
    await signIn(page, PRIYA);
    await open(page, '/inbox');
    await expect(main.getByText(/for Marta Oyelaran: /).first()).toBeVisible();
    await axe(page);
    await picture(page, 'inbox-deputy');
    await open(page, '/delegates');
    await expect(main.getByRole('region', { name: 'You stand in for' })).toContainText('Marta Oyelaran');
  });

  await test.step('it is ended', async () => {
    await signIn(page, MARTA);
    await open(page, '/delegates');
    await main.getByRole('link', { name: /^End\b.*Priya Raghunathan/ }).click();
    await expect(main.getByText('Shall Priya Raghunathan no longer stand in for you?')).toBeVisible();
    await axe(page);
    await main.getByRole('button', { name: 'End it' }).click();
    await expect(main.getByText('Nobody stands in for you')).toBeVisible();
    await expect(main.getByRole('region', { name: 'Over' })).toContainText('Ended early');
  });
});
