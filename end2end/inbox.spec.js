// Several tasks decided at once; and the inbox on a phone.

import { axe, expect, hydrated, picture, scripted, test } from './base.js';
import { JONAS, MARTA, open, signIn } from './people.js';

test('several tasks are decided at once, with one comment that everybody can read', async ({ page }) => {
  test.setTimeout(120_000);
  const why = `Not needed any more (${test.info().project.name}).`;
  const words = `You do need it (${test.info().project.name}).`;
  const names = [];

  await test.step('an employee asks to be rid of two things', async () => {
    await signIn(page, JONAS);
    // Each run takes things of its own: both find the same database.
    for (const place of scripted() ? [0, 1] : [2, 3]) {
      await open(page, '/access');
      const remove = page.getByRole('link', { name: /^Remove / }).nth(place);
      names.push((await remove.innerText()).replace(/^Remove\s+/, ''));
      await remove.click();
      const question = page.getByRole('dialog');
      await expect(question).toContainText(names.at(-1));
      await axe(page);
      await question.getByLabel(/Why/).fill(why);
      await question.getByRole('button', { name: 'Ask to remove it' }).click();
      await expect(page).toHaveURL(/notice=access-removed/);
    }
  });

  await test.step('the manager ticks both and says no', async () => {
    await signIn(page, MARTA);
    await open(page, '/inbox');
    await axe(page);
    for (const name of names) {
      await page.getByRole('checkbox', { name: `Select Remove ${name} for Jonas Lindqvist` }).check();
    }
    await page.getByRole('textbox', { name: 'The ticked tasks' }).fill(words);
    await picture(page, 'inbox-ticked');
    await page.getByRole('button', { name: 'Reject ticked' }).click();
    await expect(page.getByText('2 tasks rejected').filter({ visible: true })).toHaveCount(1);
    for (const name of names) {
      await expect(page.getByRole('checkbox', { name: `Select Remove ${name} for Jonas Lindqvist` })).toHaveCount(0);
    }
  });

  await test.step('the employee reads why', async () => {
    await signIn(page, JONAS);
    await open(page, '/requests?status=ended');
    await page.getByRole('main').getByRole('link', { name: `Remove ${names[0]}`, exact: true }).click();
    await hydrated(page);
    await expect(page.getByText(words)).toBeVisible();
    await expect(page.getByText('Rejected').first()).toBeVisible();
    await axe(page);
    await picture(page, 'request-refused');
  });
});

test('on a phone, a task is the whole screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, MARTA);
  await open(page, '/inbox');
  await page.getByRole('region', { name: 'Tasks' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/task=\d+/);
  await expect(page.getByRole('button', { name: /^Approve/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Tasks' })).toBeHidden();
  await axe(page);
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await expect(page.getByRole('region', { name: 'Tasks' })).toBeVisible();
});
