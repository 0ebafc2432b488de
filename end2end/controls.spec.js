// Mitigating controls: one is made and linked, its owner gives evidence, an exception rests on it until it is retired.

import { writeFile } from 'node:fs/promises';
import { expect, hydrated, look, test } from './base.js';
import { JONAS, open, PRIYA, signIn } from './people.js';

const POLICY_ADMINISTRATOR = 'dmitri.havel';
const CONTROLS = '/admin/policies/controls';

test('a control is made, confirmed, and an exception rests on it', async ({ page }) => {
  test.setTimeout(240_000);
  const project = test.info().project.name;
  const [name, rule] = [`Invoices read again (${project})`, `Invoices and limits (${project})`];
  const main = page.getByRole('main');
  const region = (title) => main.getByRole('region', { name: title, exact: true });

  await test.step('there is a rule that somebody breaks', async () => {
    await signIn(page, POLICY_ADMINISTRATOR);
    await open(page, '/admin/policies/rules/new');
    await main.locator('#rule-name').fill(rule);
    await main.locator('#row-0-value').fill('Post vendor invoices');
    await main.locator('#row-1-value').fill('Invoice approver, indirect spend');
    await main.getByRole('button', { name: 'Save the rule' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(rule);
    await hydrated(page);
    await expect(region('Mitigating controls')).toContainText('It has none');
    await main.getByRole('button', { name: 'Activate', exact: true }).click();
    await expect(main.getByText('The rule is active')).toBeVisible();
    await hydrated(page);
    await main.getByRole('button', { name: 'Scan now' }).click();
    await expect(main.getByText('Complete')).toBeVisible();
  });

  await test.step('the control is made and linked', async () => {
    await open(page, CONTROLS);
    await expect(main.getByRole('row', { name: /Changes of bank details/ })).toContainText('Due in');
    await expect(main.getByRole('row', { name: /Payments to new vendors/ })).toContainText('Current');
    await look(page, 'controls');
    await main.getByRole('link', { name: 'New control' }).click();
    await hydrated(page);
    await main.getByLabel('Name').fill(name);
    await main.getByLabel(/What is done/).fill('Every invoice that was approved by who entered it is read again.');
    await main.getByLabel('Owner').fill(PRIYA);
    await main.getByLabel('Days between evidence').fill('31');
    await look(page, 'control-form');
    await main.getByRole('button', { name: 'Save the control' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(main.getByText('No exception can rest on it now')).toBeVisible();
    await hydrated(page);
    await main.getByLabel('Another rule').selectOption({ label: rule });
    await main.getByRole('button', { name: 'Link it' }).click();
    await expect(region('Rules').getByRole('link', { name: rule, exact: true })).toBeVisible();
    await hydrated(page);
    await region('Rules').getByRole('link', { name: rule, exact: true }).click();
    await expect(region('Mitigating controls')).toContainText('None of these works now');
  });

  const violation = async () => {
    await open(page, '/violations');
    await main.getByLabel('Rule').selectOption({ label: rule });
    await main.getByRole('button', { name: 'Show' }).click();
    await hydrated(page);
    await main.getByRole('link', { name: /Hana Sato/ }).first().click();
    await expect(main.getByRole('img', { name: /Hana Sato holds access of every side/ })).toBeVisible();
    await hydrated(page);
  };

  await test.step('nothing can rest on it without evidence', async () => {
    await violation();
    const except = region('Exception');
    await expect(except).toContainText('Nobody has given evidence of it yet.');
    await expect(except.getByRole('button', { name: 'Except it' })).toHaveCount(0);
    await look(page, 'violation-no-control');
  });

  await test.step('its owner is told, and gives evidence with a file', async () => {
    await signIn(page, PRIYA);
    await open(page, '/notifications');
    await region('Controls').getByRole('link', { name: 'Open them' }).click();
    await expect(main.getByRole('row', { name: new RegExp(`Invoices read again .${project}`) })).toContainText('No evidence yet');
    await open(page, '/notifications');
    await main.getByRole('link', { name: `You answer for a control: ${name}` }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await hydrated(page);
    await main.getByRole('link', { name: 'Give evidence' }).click();
    const file = main.getByLabel('File', { exact: true });
    await expect(file).toBeVisible();
    await look(page, 'control-evidence');
    const words = main.getByLabel(/What was looked at/);
    await words.fill('12 invoices read again.');
    const path = test.info().outputPath('march.pdf');
    await writeFile(path, 'this is no report');
    await file.setInputFiles(path);
    await main.getByRole('button', { name: 'Give evidence' }).click();
    await expect(main.getByText(/is not what its name says/)).toBeVisible();
    await expect(words).toHaveValue('12 invoices read again.');
    await writeFile(path, '%PDF-1.7\n12 invoices');
    await file.setInputFiles(path);
    await main.getByRole('button', { name: 'Give evidence' }).click();
    await expect(main.getByText('Evidence given: the control works')).toBeVisible();
    await hydrated(page);
    await expect(region('Evidence')).toContainText('12 invoices read again.');
    const href = await region('Evidence').getByRole('link', { name: 'march.pdf' }).getAttribute('href');
    const answer = await page.request.get(href);
    expect(answer.headers()['content-disposition']).toContain('attachment');
    expect(await answer.text()).toContain('12 invoices');
    await look(page, 'control-of-owner');
  });

  await test.step('an exception rests on it', async () => {
    await signIn(page, POLICY_ADMINISTRATOR);
    await violation();
    const except = region('Exception');
    await expect(except.getByRole('radio', { name })).toBeChecked();
    await except.getByLabel(/Last day/).fill(await except.getByLabel(/Last day/).getAttribute('min'));
    await look(page, 'violation-control');
    await except.getByRole('button', { name: 'Except it' }).click();
    await expect(main.getByText('Excepted until the date')).toBeVisible();
    await hydrated(page);
    await region('The rule').getByRole('link', { name, exact: true }).click();
    await expect(region('What rests on it').getByRole('row', { name: /Hana Sato/ })).toBeVisible();
    await hydrated(page);
    await look(page, 'control');
  });

  await test.step('it is retired, and she is asked about again', async () => {
    await main.getByRole('link', { name: 'Retire' }).click();
    await expect(main.getByText('Retire the control?')).toBeVisible();
    await hydrated(page);
    await main.getByRole('button', { name: 'Retire it' }).click();
    await expect(main.getByText('Retired: exceptions that rested on it end')).toBeVisible();
    await violation();
    await expect(main.getByText(`The control ${name} was retired: the exception has ended.`)).toBeVisible();
    await open(page, '/notifications');
    await expect(main.getByRole('link', { name: `An exception has ended: ${rule}` }).first()).toBeVisible();
  });

  await test.step('others do not learn of it', async () => {
    await signIn(page, JONAS);
    await open(page, CONTROLS);
    await expect(main.getByText('Nothing is yours to look after.')).toBeVisible();
    await signIn(page, POLICY_ADMINISTRATOR);
    await open(page, '/admin/policies?q=' + encodeURIComponent(rule));
    await main.getByRole('link', { name: rule }).first().click();
    await hydrated(page);
    await main.getByRole('link', { name: 'Delete' }).click();
    await hydrated(page);
    await main.getByRole('button', { name: 'Delete it' }).click();
    await expect(main.getByText('Deleted', { exact: true })).toBeVisible();
  });
});
