// What is not in the catalog: a type of request is defined, its form is designed, people ask and others carry it out.

import { axe, expect, hydrated, picture, test } from './base.js';
import { ADMINISTRATOR, AUDITOR, JONAS, MARTA, open, signIn } from './people.js';

const KEEPER = 'ruben.castellanos';

test('an administrator offers something new, and people ask for it by its form', async ({ page }) => {
  test.setTimeout(180_000);
  const project = test.info().project.name;
  const id = `visit-${project}`;
  const name = `Visit of a site (${project})`;
  const main = page.getByRole('main');
  const said = (words) => expect(page.getByText(words).filter({ visible: true })).toHaveCount(1);

  await test.step('a type is defined', async () => {
    await signIn(page, ADMINISTRATOR);
    const places = page.getByRole('navigation', { name: 'Main', exact: true });
    await places.getByRole('link', { name: 'Request types' }).click();
    await expect(main.getByRole('row', { name: /entitlementGrant/ })).toContainText('Built in');
    await axe(page);
    await picture(page, 'request-types');
    await main.getByRole('link', { name: 'New type' }).click();
    await main.getByLabel('Id', { exact: true }).fill(id);
    await main.getByLabel('Name', { exact: true }).fill(name);
    await main.getByLabel('What it is for').fill('For a day at another site.');
    await main.getByLabel('Workflow').selectOption('orderAndFulfil');
    await axe(page);
    await main.getByRole('button', { name: 'Define it' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await hydrated(page);
    for (const [property, label] of [['site', 'Which site'], ['lunch', 'Lunch']]) {
      await main.locator('#property-name').fill(property);
      await main.locator('#property-label').fill(label);
      if (property === 'site') await main.getByLabel('A request must have it').check();
      await main.getByRole('button', { name: 'Add it' }).click();
      await expect(main.getByRole('row', { name: new RegExp(`custom.${property}`) })).toBeVisible();
      await hydrated(page);
    }
    await axe(page);
    await picture(page, 'request-type');
  });

  await test.step('its form is designed', async () => {
    await main.getByRole('link', { name: 'Design a form for it' }).click();
    await main.getByRole('button', { name: 'Make the form' }).click();
    await expect(main.getByText(`requestType/${id}`)).toBeVisible();
    await hydrated(page);
    await main.getByRole('link', { name: /Lunch/ }).click();
    await main.locator('#field-kind').selectOption('select');
    await main.getByRole('button', { name: 'Save the field' }).click();
    await expect(main.getByLabel('Choices')).toBeVisible();
    await hydrated(page);
    await main.getByLabel('Choices').fill('no | No lunch\nwarm | A warm meal');
    await main.locator('#field-default').fill('warm');
    await main.getByRole('button', { name: 'Save the field' }).click();
    await expect(main.getByRole('region', { name: 'As people see it' }).locator('option', { hasText: 'A warm meal' })).toHaveCount(1);
    await hydrated(page);
    await axe(page);
    await picture(page, 'form-designer');
    await main.getByRole('button', { name: 'Move up' }).click();
    await expect(main.getByRole('region', { name: 'As people see it' }).getByRole('link').first()).toContainText('Lunch');
    await hydrated(page);
  });

  await test.step('an employee begins, leaves, and goes on', async () => {
    await signIn(page, JONAS);
    await open(page, '/ask');
    await expect(main.getByRole('link', { name: 'Equipment' })).toBeVisible();
    await axe(page);
    await picture(page, 'ask');
    await main.getByRole('link', { name }).click();
    await expect(main.getByLabel('Lunch')).toHaveValue('1');
    await main.getByLabel(/Why is it needed/).fill('Stocktaking.');
    await main.getByRole('button', { name: 'Keep for later' }).click();
    await said('Draft kept');
    await open(page, '/ask');
    const draft = main.getByRole('region', { name: 'Drafts' });
    await draft.getByRole('link', { name: new RegExp(`Go on.*${id}|Go on.*Visit`) }).first().click();
    await expect(main.getByLabel(/Why is it needed/)).toHaveValue('Stocktaking.');
    await hydrated(page);
    await main.getByLabel(/Which site/).fill('Leeds');
    await main.getByLabel('Lunch').selectOption({ label: 'No lunch' });
    await axe(page);
    await picture(page, 'ask-form');
    await main.getByRole('button', { name: 'Send the request' }).click();
    await said('Request sent');
    await expect(page.getByText('Leeds').first()).toBeVisible();
  });

  await test.step('the manager agrees, somebody carries it out', async () => {
    await signIn(page, MARTA);
    await open(page, '/inbox');
    await main.getByRole('link', { name: new RegExp(`Visit of a site \\(${project}\\)`) }).first().click();
    await expect(main.getByText('Leeds').first()).toBeVisible();
    await main.getByRole('button', { name: /^Approve/ }).first().click();
    await expect(page.getByRole('status').getByText(/approved/i).first()).toBeVisible();
    await signIn(page, KEEPER);
    await open(page, '/inbox');
    await main.getByRole('link', { name: new RegExp(`Visit of a site \\(${project}\\)`) }).first().click();
    await main.getByRole('button', { name: /^Done/ }).first().click();
    await expect(page.getByRole('status').getByText(/done/i).first()).toBeVisible();
  });

  await test.step('who asked sees it, and asks for the like again', async () => {
    await signIn(page, JONAS);
    await open(page, '/requests?status=ended');
    await main.getByRole('link', { name }).first().click();
    await expect(page.getByText('Done').first()).toBeVisible();
    await hydrated(page);
    await page.getByRole('link', { name: 'Ask again' }).click();
    await expect(main.getByLabel(/Which site/)).toHaveValue('Leeds');
    // Nothing that was typed is lost when it is refused.
    await main.getByLabel(/Which site/).evaluate((field) => field.removeAttribute('required'));
    await main.getByLabel(/Which site/).fill('');
    await main.getByLabel(/Why is it needed/).fill('Another stocktaking.');
    await main.getByRole('button', { name: 'Send the request' }).click();
    await expect(main.getByText('Fill this in')).toBeVisible();
    await expect(main.getByLabel(/Why is it needed/)).toHaveValue('Another stocktaking.');
    await axe(page);
    await picture(page, 'ask-refused');
  });
});

test('others read what is set up, or find no such pages', async ({ page }) => {
  await signIn(page, AUDITOR);
  const main = page.getByRole('main');
  await open(page, '/admin/forms');
  await main.getByRole('link', { name: 'Equipment' }).click();
  await expect(main.getByRole('region', { name: 'As people see it' })).toBeVisible();
  await expect(main.getByRole('button')).toHaveCount(0);
  await axe(page);
  await picture(page, 'form-read');
  await open(page, '/admin/request-types/equipment');
  await expect(main.getByRole('row', { name: /custom.what/ })).toBeVisible();
  await axe(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, '/ask/equipment');
  await axe(page);
  await picture(page, 'ask-narrow-dark');
  await signIn(page, JONAS);
  for (const path of ['/admin/forms', '/admin/request-types', '/admin/request-types/equipment']) {
    const answer = await page.goto(path);
    expect(answer.status()).toBe(404);
    await expect(page.getByText('There is no page at this address')).toBeVisible();
  }
});
