// Roles, entitlements and people's records are reviewed themselves: seen whole, decided, signed; what is revoked comes to
// whoever corrects it.

import { expect, hydrated, look, picture, test } from './base.js';
import { AUDITOR, MARTA, open, signIn } from './people.js';

const CERTIFIER = 'noor.haddad';

/** Something is done over the REST API by whoever has signed in. */
async function post(page, path, data = {}) {
  const answer = await page.request.post(path, { data, headers: { origin: new URL(page.url()).origin } });
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

test('what there is to be held, and what is written about people, is reviewed', async ({ page }) => {
  test.setTimeout(240_000);
  const main = page.getByRole('main');
  const heading = page.getByRole('heading', { level: 1 });
  const project = test.info().project.name;
  let me;
  let marta;

  /** Starts a campaign that asks Noor; its id, once it runs. */
  async function started(kind, more) {
    const template = await post(page, '/iga/governance/certification/template', {
      name: `${kind} (${project})`, certificationType: kind, ownerId: me, stageDuration: 14, targetFilter: {},
      stages: [{ certifierType: 'user', certifierId: me }], allowBulkCertify: true, allowPartialSignoff: true,
      enableForward: true, remediationRule: 'BasicRevocation', remediationActorId: marta, ...more,
    });
    const { id } = await post(page, '/iga/governance/certification', { templateId: template.id });
    await expect(async () => {
      const read = await page.request.get(`/iga/governance/admin/certification/${id}`);
      expect((await read.json()).status).toBe('in-progress');
    }).toPass({ timeout: 60_000 });
    return id;
  }

  await test.step('the wizard asks for what each type needs', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await signIn(page, AUDITOR);
    const find = async (who) => {
      const found = await page.request.get(`/iga/governance/user?_queryFilter=userName+eq+%22${who}%22`);
      return `managed/user/${(await found.json()).result[0].id}`;
    };
    [me, marta] = [await find(CERTIFIER), await find(MARTA)];
    await signIn(page, CERTIFIER);
    await open(page, '/campaigns/templates/new');
    await expect(main.getByText('Kinds of access')).toBeVisible();
    await main.locator('#template-kind').selectOption({ label: 'Roles themselves' });
    await main.locator('#count-again').click();
    await expect(main.getByText('Kinds of access')).toHaveCount(0);
    await hydrated(page);
    await expect(main.getByRole('heading', { name: 'Roles', exact: true })).toBeVisible();
    await expect(main.getByRole('heading', { name: 'People', exact: true })).toHaveCount(0);
    await look(page, 'template-roles');
    await main.locator('#next-step').click();
    await expect(main.locator('#stage-0-how')).toHaveValue('roleOwner');
    await hydrated(page);
  });

  let roles;
  await test.step('a role is seen with what it brings', async () => {
    roles = await started('roleComposition');
    await open(page, `/reviews/${roles}`);
    await expect(heading).toHaveText(/roleComposition/);
    await expect(main.getByRole('columnheader', { name: 'Brings' })).toBeVisible();
    await look(page, 'review-roles');
    await main.getByRole('link', { name: /^More/ }).first().click();
    await expect(main.getByRole('heading', { name: 'What it brings' })).toBeVisible();
    await hydrated(page);
    await expect(main.getByText(/Nothing is taken away/).first()).toBeVisible();
    await look(page, 'review-role');
  });

  await test.step('a revoke is signed, and said to be corrected', async () => {
    await open(page, `/reviews/${roles}`);
    const row = main.locator('tr[data-row]').first();
    await row.getByRole('button', { name: /^Revoke/ }).click();
    await expect(row.getByText('Revoke', { exact: true })).toBeVisible();
    await hydrated(page);
    await open(page, `/reviews/${roles}/sign-off`);
    await expect(main.getByText(/1 revoke given to whoever answers for it to correct at once/)).toBeVisible();
    await look(page, 'sign-off-roles');
    await main.getByRole('button', { name: /^Sign off/ }).click();
    await expect(main.getByText(/1 row signed off/)).toBeVisible();
    await hydrated(page);
    await expect(async () => {
      await open(page, `/reviews/${roles}`);
      await expect(main.getByText('To be corrected').first()).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await open(page, `/campaigns/${roles}`);
    await expect(main.getByText(/roles known = /)).toBeVisible();
    await look(page, 'campaign-roles');
  });

  await test.step('an entitlement is seen as it is', async () => {
    const id = await started('entitlementComposition');
    await open(page, `/reviews/${id}`);
    await expect(main.getByRole('columnheader', { name: 'Owned by' })).toBeVisible();
    await main.getByRole('link', { name: /^More/ }).first().click();
    await expect(main.getByRole('heading', { name: 'What is to be certified' })).toBeVisible();
    await hydrated(page);
    await look(page, 'review-entitlement');
    await open(page, `/reviews/${id}/all`);
    await expect(main.getByText(/of low or medium risk, and not revoked in an earlier campaign/)).toBeVisible();
  });

  await test.step('so is what is written about a person', async () => {
    const named = { operator: 'CONTAINS', operand: { targetName: 'userName', targetValue: 'mar' } };
    const id = await started('identityProfile', { targetFilter: { user: named } });
    await open(page, `/reviews/${id}`);
    await expect(main.getByRole('columnheader', { name: 'Reports to' })).toBeVisible();
    await main.getByRole('link', { name: /^More/ }).first().click();
    await expect(main.getByRole('heading', { name: 'What is written about them' })).toBeVisible();
    await hydrated(page);
    await look(page, 'review-record');
  });

  await test.step('the task is with whoever corrects it', async () => {
    await signIn(page, MARTA);
    await open(page, '/inbox');
    await expect(main.getByText('Modify Role').first()).toBeVisible();
    await picture(page, 'inbox-correction');
  });
});
