// Whoever certified what is risky without reading it looks at it again before they sign, and whoever owns the campaign sees
// what came of it.

import { expect, hydrated, look, test } from './base.js';
import { AUDITOR, open, signIn } from './people.js';

const CERTIFIER = 'noor.haddad';

/** Something is done over the REST API by whoever has signed in. */
async function post(page, path, data = {}) {
  const answer = await page.request.post(path, { data, headers: { origin: new URL(page.url()).origin } });
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

test('what was certified unread is looked at again before it is signed', async ({ page }) => {
  test.setTimeout(180_000);
  const main = page.getByRole('main');
  const again = main.getByRole('region', { name: 'Before you sign: look at these again' });
  let campaign;
  let signing;

  await test.step('a client certifies what is risky all at once', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await signIn(page, AUDITOR);
    const found = await page.request.get(`/iga/governance/user?_queryFilter=userName+eq+%22${CERTIFIER}%22`);
    const me = `managed/user/${(await found.json()).result[0].id}`;
    await signIn(page, CERTIFIER);
    const template = await post(page, '/iga/governance/certification/template', {
      name: `Unread (${test.info().project.name})`, certificationType: 'entitlementComposition', ownerId: me,
      stages: [{ certifierType: 'user', certifierId: me }], stageDuration: 14, targetFilter: {},
      allowBulkCertify: true, allowPartialSignoff: true, remediationRule: 'BasicRevocation',
    });
    const { id } = await post(page, '/iga/governance/certification', { templateId: template.id });
    await expect(async () => {
      const read = await page.request.get(`/iga/governance/admin/certification/${id}`);
      expect((await read.json()).status).toBe('in-progress');
    }).toPass({ timeout: 60_000 });
    campaign = id;
    signing = `/reviews/${id}/sign-off`;
    const items = `/iga/governance/certification/${id}/items`;
    const riskiest = await (await page.request.get(`${items}?pageSize=3`)).json();
    await post(page, `${items}/certify`, { ids: riskiest.result.map((row) => row.id) });
  });

  await test.step('the reviewer is told beforehand that such checks are made', async () => {
    await open(page, `/reviews/${campaign}`);
    await expect(main.getByText(/Before you sign, up to five rows are put to you again/)).toBeVisible();
  });

  await test.step('each row says why, and is answered before anything is signed', async () => {
    await open(page, signing);
    await expect(again.getByRole('group')).toHaveCount(3);
    await expect(again.getByText('Because it is risky, and was certified together with 2 others.')).toHaveCount(3);
    await look(page, 'review-again');
    await main.getByRole('button', { name: 'Sign off 3 rows' }).click();
    await expect(page).toHaveURL(new RegExp(`${signing}$`));
    for (const place of [0, 1]) await again.getByRole('radio', { name: /^Keep/ }).nth(place).check();
    await again.getByRole('radio', { name: /^Change/ }).nth(2).check();
    await main.getByRole('button', { name: 'Sign off 3 rows' }).click();
    await expect(main.getByText('1 row to decide again before you sign')).toBeVisible();
    await hydrated(page);
  });

  await test.step('what was kept is signed without being asked again', async () => {
    await open(page, signing);
    await expect(again).toHaveCount(0);
    await main.getByRole('button', { name: 'Sign off 2 rows' }).click();
    await expect(main.getByText('2 rows signed off')).toBeVisible();
    await hydrated(page);
  });

  await test.step('the owner sees what came of it', async () => {
    await open(page, `/campaigns/${campaign}?tab=reviewers`);
    await expect(main.getByText('3 checks, 1 changed')).toBeVisible();
    await look(page, 'campaign-checks');
  });
});
