// Duties kept apart: a rule is built and counted, counts, a scan finds who breaks it, somebody decides.

import { axe, expect, hydrated, picture, test } from './base.js';
import { AUDITOR, JONAS, open, signIn } from './people.js';

const POLICY_ADMINISTRATOR = 'dmitri.havel';

/** A past day, as a date field has it. */
const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

test('a rule is built, counts, and what breaks it is decided', async ({ page }) => {
  test.setTimeout(180_000);
  const project = test.info().project.name;
  const name = `Invoices and spend (${project})`;
  const main = page.getByRole('main');
  const count = main.locator('[data-count]');

  await test.step('the rules there are', async () => {
    await signIn(page, POLICY_ADMINISTRATOR);
    const places = page.getByRole('navigation', { name: 'Main', exact: true });
    await places.getByRole('link', { name: 'Policies' }).click();
    await expect(main.getByRole('row', { name: /Vendor master and payments/ })).toContainText('Active');
    await axe(page);
    await picture(page, 'policies');
  });

  await test.step('the rule is built', async () => {
    await main.getByRole('link', { name: 'New rule' }).click();
    await expect(main.getByText('Nobody can be counted yet.')).toBeVisible();
    await hydrated(page);
    await axe(page);
    await main.locator('#rule-name').fill(name);
    await main.locator('#row-0-value').fill('Post vendor invoices');
    await main.locator('#add-row-0').click();
    await expect(main.locator('#row-2-value')).toHaveCount(1);
    await hydrated(page);
    await expect(main.locator('#rule-name')).toHaveValue(name);
    await main.locator('#row-2-value').fill('Park vendor invoices');
    await main.locator('#row-1-value').fill('Invoice approver, indirect spend');
    await main.locator('#count-again').click();
    await expect(count).toBeVisible();
    await expect(count).not.toHaveText('0');
    await hydrated(page);
    await axe(page);
    await picture(page, 'rule-builder');
    // The same on a past day, beside today.
    await main.locator('#as-of').fill(daysAgo(60));
    await main.locator('#look-back').click();
    await expect(main.getByText(/broke it on .*; today \d+\./)).toBeVisible();
    await hydrated(page);
    await expect(main.locator('#row-2-value')).toHaveValue('Park vendor invoices');
    await axe(page);
    await picture(page, 'rule-builder-past');
    // What is refused is said, and nothing that was typed is lost.
    await main.locator('#rule-owner').fill('nobody.here');
    await main.getByRole('button', { name: 'Save the rule' }).click();
    await expect(main.getByText(/names `nobody.here`, which nobody has/)).toBeVisible();
    await hydrated(page);
    await expect(main.locator('#row-2-value')).toHaveValue('Park vendor invoices');
    await main.locator('#rule-owner').fill(POLICY_ADMINISTRATOR);
    await main.getByRole('button', { name: 'Save the rule' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await hydrated(page);
    await expect(count).not.toHaveText('0');
    await axe(page);
    await picture(page, 'rule');
  });

  await test.step('it is tried against a past day', async () => {
    const rule = page.url();
    await main.locator('#as-of').evaluate((field) => field.removeAttribute('min'));
    await main.locator('#as-of').fill('1999-12-31');
    await main.getByRole('button', { name: 'Look at that day' }).click();
    await expect(main.getByText(/the audit trail of who held what begins then/)).toBeVisible();
    await hydrated(page);
    await main.locator('#as-of').fill(daysAgo(400));
    await main.getByRole('button', { name: 'Look at that day' }).click();
    await expect(main.getByText('Times broken then')).toBeVisible();
    await hydrated(page);
    await main.getByRole('navigation', { name: 'Compared with today' }).getByRole('link', { name: /New since/ }).click();
    await hydrated(page);
    await expect(main.getByText('Who held what is as of then', { exact: false })).toBeVisible();
    await axe(page);
    await picture(page, 'scan-past');
    await open(page, new URL(rule).pathname);
  });

  await test.step('it is tried, then it counts', async () => {
    await main.getByRole('button', { name: 'Simulate' }).click();
    await expect(main.getByText('none: simulated').or(main.getByText('a simulation only tells'))).toBeVisible();
    await hydrated(page);
    await main.getByRole('link', { name }).first().click();
    await hydrated(page);
    await main.getByRole('button', { name: 'Activate', exact: true }).click();
    await expect(main.getByText('The rule is active')).toBeVisible();
    await hydrated(page);
    await main.getByRole('button', { name: 'Scan now' }).click();
    await expect(main.getByRole('heading', { name: 'Who breaks what' })).toBeVisible();
    await expect(main.getByText('Complete')).toBeVisible();
    await hydrated(page);
    await axe(page);
    await picture(page, 'scan');
  });

  await test.step('what it found is decided', async () => {
    await main.getByRole('link', { name }).first().click();
    await hydrated(page);
    await main.getByRole('link', { name: /^[1-9]/ }).last().click();
    await expect(main.getByRole('heading', { name: 'Open', exact: false }).first()).toBeVisible();
    await hydrated(page);
    await axe(page);
    await picture(page, 'violations');
    await main.getByRole('link', { name: /Hana Sato/ }).first().click();
    await expect(main.getByRole('img', { name: /Hana Sato holds access of every side/ })).toBeVisible();
    await hydrated(page);
    await expect(main.getByText('Smallest fix', { exact: true })).toHaveCount(1);
    await axe(page);
    await picture(page, 'violation');
    const except = main.getByRole('region', { name: 'Exception' });
    await except.getByLabel(/Last day/).fill(await except.getByLabel(/Last day/).getAttribute('max'));
    await except.getByLabel(/Why/).fill('Covers for a colleague.');
    await except.getByRole('button', { name: 'Except it' }).click();
    await expect(main.getByText('Excepted until the date')).toBeVisible();
    await expect(main.getByText('Covers for a colleague.')).toBeVisible();
    await hydrated(page);
    await open(page, '/violations');
    await main.getByLabel('Rule').selectOption({ label: name });
    await main.getByRole('button', { name: 'Show' }).click();
    await hydrated(page);
    await main.getByRole('link', { name: /Jonas Lindqvist/ }).first().click();
    await hydrated(page);
    await main.getByRole('region', { name: 'Allow' }).getByRole('button', { name: 'Allow it' }).click();
    await expect(main.getByText('Allowed: it stays')).toBeVisible();
    await hydrated(page);
  });

  await test.step('the rule goes', async () => {
    await open(page, '/admin/policies?q=' + encodeURIComponent(name));
    await main.getByRole('link', { name }).first().click();
    await hydrated(page);
    await main.getByRole('link', { name: 'Delete' }).click();
    await hydrated(page);
    await main.getByRole('button', { name: 'Delete it' }).click();
    await expect(main.getByText('Deleted', { exact: true })).toBeVisible();
  });
});

test('policies, scans and where duties clash', async ({ page }) => {
  test.setTimeout(120_000);
  const main = page.getByRole('main');
  await signIn(page, POLICY_ADMINISTRATOR);
  await open(page, '/admin/policies/sets');
  await main.getByRole('link', { name: 'Purchase to pay' }).click();
  await expect(main.locator('#policy-repeat')).toHaveValue('day');
  await hydrated(page);
  await axe(page);
  await picture(page, 'policy');
  await main.getByRole('button', { name: 'Save the policy' }).click();
  await expect(main.getByText('Saved', { exact: true })).toBeVisible();
  await hydrated(page);
  await main.getByRole('button', { name: 'Scan now' }).click();
  await expect(main.getByText('Complete')).toBeVisible();
  await open(page, '/admin/policies/scans');
  await expect(main.getByRole('row', { name: /Purchase to pay/ }).first()).toContainText('Complete');
  await axe(page);
  await open(page, '/admin/policies/matrix');
  await expect(main.getByRole('row', { name: /Vendor master and payments/ })).toBeVisible();
  await axe(page);
  await picture(page, 'conflict-matrix');
  const csv = await page.request.get('/export/policies/matrix.csv');
  expect(csv.headers()['content-type']).toContain('text/csv');
  expect(await csv.text()).toContain('"Vendor master and payments"');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [path, shot] of [['/admin/policies', 'policies'], ['/admin/policies/rules/new', 'rule-builder'], ['/violations', 'violations'], ['/admin/policies/matrix', 'conflict-matrix']]) {
    await open(page, path);
    await axe(page);
    await picture(page, `${shot}-narrow-dark`);
  }
  await open(page, '/violations');
  await main.getByRole('link', { name: /Priya Raghunathan/ }).first().click();
  await expect(main.getByRole('heading', { name: 'What clashes' })).toBeVisible();
  await hydrated(page);
  await axe(page);
  await picture(page, 'violation-narrow-dark');
});

test('others read, or find no such pages', async ({ page }) => {
  await signIn(page, AUDITOR);
  const main = page.getByRole('main');
  await open(page, '/admin/policies');
  await main.getByRole('link', { name: 'Vendor master and payments', exact: true }).click();
  await expect(main.getByRole('heading', { name: 'If this counts now' })).toBeVisible();
  await expect(main.getByRole('button')).toHaveCount(0);
  await axe(page);
  await signIn(page, JONAS);
  for (const path of ['/admin/policies', '/admin/policies/rules/new', '/admin/policies/matrix', '/admin/policies/scans']) {
    const answer = await page.goto(path);
    expect(answer.status()).toBe(404);
  }
  await open(page, '/violations');
  await expect(main.getByText('No violations')).toBeVisible();
});
