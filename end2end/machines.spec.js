// Accounts that machines use are reviewed: what each may do, who answers for it, when it was last used; what is revoked comes
// to whoever looks after its application.

import { expect, hydrated, look, picture, test } from './base.js';
import { AUDITOR, PRIYA, open, signIn } from './people.js';

const CERTIFIER = 'noor.haddad';
/** Nobody answers for it, and it was not used for more than a year. */
const FORGOTTEN = 'RFC_VENDOR_OLD';

/** Something is done over the REST API by whoever has signed in. */
async function post(page, path, data = {}) {
  const answer = await page.request.post(path, { data, headers: { origin: new URL(page.url()).origin } });
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

test('accounts of machines are reviewed, and a forgotten one is to be disabled', async ({ page }) => {
  test.setTimeout(240_000);
  const main = page.getByRole('main');
  const heading = page.getByRole('heading', { level: 1 });
  const project = test.info().project.name;
  let me;
  let campaign;

  await test.step('the wizard asks for what accounts need', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await signIn(page, AUDITOR);
    const found = await page.request.get(`/iga/governance/user?_queryFilter=userName+eq+%22${CERTIFIER}%22`);
    me = `managed/user/${(await found.json()).result[0].id}`;
    await signIn(page, CERTIFIER);
    await open(page, '/campaigns/templates/new');
    await main.locator('#template-kind').selectOption({ label: 'Accounts of machines and of nobody' });
    await main.locator('#count-again').click();
    await expect(main.getByText('Kinds of access')).toHaveCount(0);
    await hydrated(page);
    await expect(main.getByRole('heading', { name: 'Accounts', exact: true })).toBeVisible();
    await expect(main.getByRole('heading', { name: 'People', exact: true })).toHaveCount(0);
    await look(page, 'template-machines');
    await main.locator('#next-step').click();
    await expect(main.locator('#stage-0-how')).toHaveValue('accountOwner');
    await hydrated(page);
  });

  await test.step('each is seen with its application, its owner and its last use', async () => {
    const leaf = (targetName, targetValue) => ({ operator: 'EQUALS', operand: { targetName, targetValue } });
    const template = await post(page, '/iga/governance/certification/template', {
      name: `Machines (${project})`, certificationType: 'account', ownerId: me, stageDuration: 14,
      targetFilter: { account: leaf('kind', 'machine') }, stages: [{ certifierType: 'user', certifierId: me }],
      allowBulkCertify: true, allowPartialSignoff: true, enableForward: true, remediationRule: 'DisableAccount',
    });
    ({ id: campaign } = await post(page, '/iga/governance/certification', { templateId: template.id }));
    await expect(async () => {
      const read = await page.request.get(`/iga/governance/admin/certification/${campaign}`);
      expect((await read.json()).status).toBe('in-progress');
    }).toPass({ timeout: 60_000 });
    await open(page, `/reviews/${campaign}`);
    await expect(heading).toHaveText(/Machines/);
    for (const name of ['Account', 'Owned by', 'Last used']) {
      await expect(main.getByRole('columnheader', { name, exact: true })).toBeVisible();
    }
    const row = main.locator('tr[data-row]').filter({ hasText: FORGOTTEN });
    await expect(row.getByText('Nobody', { exact: true })).toBeVisible();
    await expect(row.getByText(/, long ago$/)).toBeVisible();
    await look(page, 'review-machines');
    await row.getByRole('link', { name: /^More/ }).click();
    await expect(main.getByRole('heading', { name: 'What it may do' })).toBeVisible();
    await hydrated(page);
    await expect(main.getByText('Vendor master, change bank details')).toBeVisible();
    await expect(main.getByText(/is asked to disable it/).first()).toBeVisible();
    await look(page, 'review-machine');
  });

  await test.step('a revoke is signed, and is to be carried out where the account is used', async () => {
    await open(page, `/reviews/${campaign}`);
    const row = main.locator('tr[data-row]').filter({ hasText: FORGOTTEN });
    await row.getByRole('button', { name: /^Revoke/ }).click();
    await expect(row.getByText('Revoke', { exact: true })).toBeVisible();
    await hydrated(page);
    await open(page, `/reviews/${campaign}/sign-off`);
    await expect(main.getByText(/1 revoke given to whoever looks after the application to disable at once/)).toBeVisible();
    await main.getByRole('button', { name: /^Sign off/ }).click();
    await expect(main.getByText(/1 row signed off/)).toBeVisible();
    await hydrated(page);
    await expect(async () => {
      await open(page, `/reviews/${campaign}`);
      await expect(main.getByText('To be disabled').first()).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await open(page, `/campaigns/${campaign}`);
    await expect(main.getByText(/accounts of machines or of nobody known = /)).toBeVisible();
    await look(page, 'campaign-machines');
  });

  await test.step('the task is with whoever looks after the application', async () => {
    await signIn(page, PRIYA);
    await open(page, '/inbox');
    await expect(main.getByText(`Disable the account ${FORGOTTEN}`).first()).toBeVisible();
    await picture(page, 'inbox-disable');
  });
});
