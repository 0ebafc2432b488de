// Workflows: copied, changed step by step, validated, published.

import { axe, expect, hydrated, picture, scripted, test } from './base.js';
import { ADMINISTRATOR, AUDITOR, JONAS, open, signIn } from './people.js';

test('an administrator copies a workflow, breaks it, mends it and publishes it', async ({ page }) => {
  test.setTimeout(120_000);
  const id = `EntitlementGrant-${test.info().project.name}`;
  const main = page.getByRole('main');
  const step = (name) => main.getByRole('region', { name: 'Graph of the workflow' }).getByRole('link', { name });

  await test.step('what ships is copied under another id', async () => {
    await signIn(page, ADMINISTRATOR);
    await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Workflows' }).click();
    await expect(page).toHaveURL('/admin/workflows');
    await expect(main.getByRole('row', { name: /BasicEntitlementGrant/ })).toContainText('Ships with Bailiwick');
    await axe(page);
    await picture(page, 'workflows');
    await main.getByRole('searchbox').fill('entitlementgrant');
    await main.getByRole('button', { name: 'Search' }).click();
    await expect(page).toHaveURL(/q=entitlementgrant/);
    await main.getByRole('link', { name: 'Copy Basic Entitlement Grant' }).first().click();
    await main.getByLabel('Id', { exact: true }).fill(id);
    await main.getByLabel('Name', { exact: true }).fill('Entitlement grant of our own');
    await axe(page);
    await main.getByRole('button', { name: 'Make the draft' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Entitlement grant of our own');
    await hydrated(page);
    await axe(page);
    await picture(page, 'workflow');
  });

  await test.step('a step is renamed', async () => {
    await step(/Approval Task/).click();
    await expect(main.getByText('Expires after 7 days as rejected')).toBeVisible();
    await main.getByLabel('Name', { exact: true }).first().fill('Owner decides');
    await main.getByLabel('Expires after').fill('5');
    await main.getByRole('button', { name: 'Save the step' }).click();
    await expect(step(/Owner decides/)).toBeVisible();
    await expect(main.getByText('Expires after 5 days as rejected')).toBeVisible();
    await hydrated(page);
    await axe(page);
    await picture(page, 'workflow-step');
  });

  await test.step('a script that does not parse is found', async () => {
    await step(/Reject Request/).click();
    await expect(main.getByRole('heading', { name: 'Reject Request' })).toBeVisible();
    await main.getByLabel('Script').fill('var broken = ;');
    await main.getByRole('button', { name: 'Save the step' }).click();
    await expect(page.getByText('Draft saved').filter({ visible: true })).toHaveCount(1);
    await expect(main.getByLabel('Script')).toHaveValue('var broken = ;');
    await hydrated(page);
    await main.getByRole('link', { name: 'Validate' }).click();
    await expect(main.getByText('1 finding to be mended')).toBeVisible();
    await expect(main.getByText(/its script does not parse/).first()).toBeVisible();
    await expect(step(/Reject Request/)).toContainText('1 finding');
    await axe(page);
    await picture(page, 'workflow-finding');
    await main.getByRole('link', { name: 'Publish' }).click();
    await expect(main.getByText(/before it can be published/)).toBeVisible();
    await expect(main.getByRole('button', { name: 'Publish it' })).toHaveCount(0);
  });

  await test.step('it is mended and published', async () => {
    await main.getByLabel('Script').fill('logger.info("rejected");');
    await main.getByRole('button', { name: 'Save the step' }).click();
    await expect(main.getByLabel('Script')).toHaveValue('logger.info("rejected");');
    await hydrated(page);
    await main.getByRole('link', { name: 'Publish' }).click();
    await axe(page);
    await main.getByRole('button', { name: 'Publish it' }).click();
    await expect(page.getByText('Workflow published').filter({ visible: true })).toHaveCount(1);
    await expect(main.getByText('Published').first()).toBeVisible();
    await expect(main.getByRole('link', { name: 'Validate' })).toHaveCount(0);
  });

  await test.step('a draft of it gets a step, loses it, and is discarded', async () => {
    await hydrated(page);
    await main.getByRole('button', { name: 'Edit', exact: true }).click();
    await expect(main.getByRole('link', { name: 'Validate' })).toBeVisible();
    await hydrated(page);
    await main.getByLabel('Kind').selectOption('fulfillmentTask');
    await main.getByLabel('Name', { exact: true }).last().fill('Hand over the badge');
    await main.getByRole('button', { name: 'Add the step' }).click();
    await expect(main.getByRole('heading', { name: 'Hand over the badge' })).toBeVisible();
    await hydrated(page);
    await main.getByRole('button', { name: 'Remove the step' }).click();
    await expect(step(/Hand over the badge/)).toHaveCount(0);
    await hydrated(page);
    await main.getByRole('link', { name: 'Edit as JSON' }).click();
    await main.getByLabel('The definition').fill('{"steps": ');
    await main.getByRole('button', { name: 'Save the draft' }).click();
    await expect(page.getByText(/This is no JSON object/).filter({ visible: true })).toHaveCount(1);
    // Nothing that was typed is lost where scripts send the form.
    if (scripted()) await expect(main.getByLabel('The definition')).toHaveValue('{"steps": ');
    await axe(page);
    await picture(page, 'workflow-json');
    await main.getByRole('link', { name: 'Discard draft' }).click();
    await main.getByRole('button', { name: 'Discard it' }).click();
    await expect(main.getByRole('button', { name: 'Edit', exact: true })).toBeVisible();
  });

  await test.step('it looks right in the dark and on a phone', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await open(page, `/admin/workflows/${id}?step=approvalTask-4e4e98967fd1`);
    await axe(page);
    await picture(page, 'workflow-dark');
    await page.setViewportSize({ width: 390, height: 844 });
    await axe(page);
    await picture(page, 'workflow-narrow');
    await open(page, '/admin/workflows');
    await axe(page);
    await picture(page, 'workflows-narrow');
  });
});

test('an auditor reads workflows and changes none; others find no such page', async ({ page }) => {
  await signIn(page, AUDITOR);
  await open(page, '/admin/workflows/ManagerThenOwner?step=approvalTask-manager');
  const main = page.getByRole('main');
  await expect(main.getByText('Who is asked').first()).toBeVisible();
  await expect(main.getByRole('button')).toHaveCount(0);
  await axe(page);
  await picture(page, 'workflow-auditor');
  await signIn(page, JONAS);
  await expect(page.getByRole('link', { name: 'Workflows' })).toHaveCount(0);
  const answer = await page.goto('/admin/workflows');
  expect(answer.status()).toBe(404);
  await expect(page.getByText('There is no page at this address')).toBeVisible();
});
