// Certification from its owner's side: a template is put together and counted, a campaign is started, watched, stepped
// into and ended, and its evidence is taken away.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { axe, expect, hydrated, picture, test } from './base.js';
import { mails } from './mail.js';
import { AUDITOR, JONAS, MARTA, open, signIn } from './people.js';

const CERTIFIER = 'noor.haddad';

/** Something is done over the REST API by whoever has signed in. */
async function post(page, path, data = {}) {
  const answer = await page.request.post(path, { data, headers: { origin: new URL(page.url()).origin } });
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

/** Looks again until the page says so. */
async function until(page, locator) {
  await expect(async () => {
    await page.reload();
    await expect(locator).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await hydrated(page);
}

test('a campaign from its template to its evidence', async ({ page }) => {
  test.setTimeout(240_000);
  const name = `Finance operations (${test.info().project.name})`;
  const main = page.getByRole('main');
  const heading = page.getByRole('heading', { level: 1 });
  const count = main.locator('[data-count]');
  let template;
  let campaign;

  await test.step('a template is put together, counted at every step', async () => {
    await signIn(page, CERTIFIER);
    await page.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Campaigns' }).click();
    await expect(heading).toHaveText('Campaigns');
    await hydrated(page);
    await axe(page);
    await main.getByRole('link', { name: 'Templates', exact: true }).click();
    await expect(main.getByRole('link', { name: 'New template' }).first()).toBeVisible();
    await hydrated(page);
    await axe(page);
    await main.getByRole('link', { name: 'New template' }).first().click();
    await expect(heading).toHaveText('New template');
    await hydrated(page);
    const everybody = Number(await count.getAttribute('data-count'));
    expect(everybody).toBeGreaterThan(100);
    await main.locator('#template-name').fill(name);
    await main.locator('#condition-0-property').selectOption('organization');
    await main.locator('#condition-0-operator').selectOption('EQUALS');
    await main.locator('#condition-0-value').fill('Finance Operations');
    await main.locator('#count-again').click();
    await expect(main.locator('#condition-1-value')).toHaveAttribute('id', 'condition-1-value');
    await expect.poll(async () => Number(await count.getAttribute('data-count'))).toBeLessThan(everybody);
    await hydrated(page);
    await expect(main.locator('#template-name')).toHaveValue(name);
    await axe(page);
    await picture(page, 'template-what');
    await main.locator('#next-step').click();
    await expect(main.getByRole('heading', { name: 'Who decides', exact: true })).toBeVisible();
    await hydrated(page);
    // Whom nobody knows goes no further, and what was typed stays.
    await main.locator('#template-fallback').fill('nobody.here');
    await main.locator('#next-step').click();
    await expect(main.getByText(/names `nobody.here`, which nobody has/)).toBeVisible();
    await hydrated(page);
    await expect(main.locator('#template-fallback')).toHaveValue('nobody.here');
    await main.locator('#template-fallback').fill(CERTIFIER);
    await axe(page);
    await picture(page, 'template-who');
    await main.locator('#next-step').click();
    await expect(main.getByRole('heading', { name: 'Deciding' })).toBeVisible();
    await hydrated(page);
    await axe(page);
    await picture(page, 'template-rules');
    await main.locator('#next-step').click();
    await expect(main.getByRole('heading', { name: 'How long it takes' })).toBeVisible();
    await hydrated(page);
    await main.getByLabel('It is looked through before anybody is asked').check();
    await main.locator('#template-expiration').selectOption('none');
    // Reviewers are told what they have to know unless somebody says otherwise.
    await expect(main.getByLabel('When the campaign begins')).toBeChecked();
    await expect(main.locator('#template-reminder')).toHaveValue('7');
    await main.locator('#template-escalation').fill('10');
    await axe(page);
    await picture(page, 'template-when');
    await main.locator('#next-step').click();
    await expect(main.getByText(/grants known = .* in the campaign/)).toBeVisible();
    await expect(main.getByRole('row', { name: /Marta Oyelaran/ })).toBeVisible();
    await hydrated(page);
    const told = main.getByRole('region', { name: 'Who is told' });
    await expect(told).toContainText('Each reviewer, when the campaign begins');
    await expect(told).toContainText('The owner, every 10 days while something waits');
    await main.locator('#template-pace').fill('60');
    await main.getByRole('button', { name: 'Estimate again' }).click();
    await expect(main.getByText('at 60 seconds a row')).toBeVisible();
    await hydrated(page);
    await axe(page);
    await picture(page, 'template-check');
    await main.getByRole('button', { name: 'Save the template' }).click();
    await expect(heading).toHaveText(name);
    await hydrated(page);
    await expect(main.getByText('Saved', { exact: true })).toBeVisible();
    template = new URL(page.url()).pathname;
    await axe(page);
    await picture(page, 'template');
  });

  await test.step('a second one may not have its name; a copy has another, and goes', async () => {
    await main.getByRole('button', { name: 'Copy' }).click();
    await expect(main.getByText('Copied', { exact: true })).toBeVisible();
    await hydrated(page);
    await main.getByRole('link', { name: 'Edit' }).click();
    await hydrated(page);
    await main.locator('#template-name').fill(name);
    await main.getByRole('button', { name: '5. Check' }).click();
    await expect(main.getByRole('button', { name: 'Save the template' })).toBeVisible();
    await hydrated(page);
    await main.getByRole('button', { name: 'Save the template' }).click();
    await expect(main.getByText(/already exists with the same name/)).toBeVisible();
    await hydrated(page);
    await main.getByRole('link', { name: 'Leave it' }).click();
    await hydrated(page);
    await main.getByRole('link', { name: 'Delete' }).click();
    await hydrated(page);
    await main.getByRole('button', { name: 'Delete it' }).click();
    await expect(main.getByText('Deleted: its campaigns stay')).toBeVisible();
    await hydrated(page);
  });

  await test.step('a campaign is started, looked through, begun', async () => {
    await open(page, template);
    await main.getByRole('link', { name: 'Start a campaign' }).click();
    await expect(main.getByText('Start a campaign?')).toBeVisible();
    await hydrated(page);
    await main.getByRole('button', { name: 'Start it' }).click();
    await expect(main.getByText('Started: its rows are being made')).toBeVisible();
    campaign = new URL(page.url()).pathname;
    await open(page, campaign);
    await until(page, main.getByText('To be looked through'));
    await expect(main.getByText(/grants known = .* in the campaign/)).toBeVisible();
    await main.getByRole('link', { name: 'Begin', exact: true }).click();
    await hydrated(page);
    await main.getByRole('button', { name: 'Begin it' }).click();
    await expect(main.getByText('Reviewers are asked from now on')).toBeVisible();
    await hydrated(page);
  });

  await test.step('its reviewers are told, by mail too', async () => {
    await signIn(page, MARTA);
    await open(page, '/notifications');
    const notice = main.getByRole('listitem').filter({ hasText: `Please review access: ${name}` });
    await until(page, notice);
    const id = campaign.split('/').pop();
    await expect(notice.locator(`a[href="/reviews/${id}"]`)).toHaveCount(1);
    if (process.env.BAILIWICK_MAILS) {
      const mine = async () => (await mails())
        .map((mail) => mail.replace(/=\n/g, ''))
        .filter((mail) => /^To: marta\./m.test(mail) && mail.includes(name));
      await expect.poll(async () => (await mine()).length, { timeout: 30_000 }).toBe(1);
      expect((await mine())[0]).toContain(`/reviews/${id}`);
    }
  });

  await test.step('Marta decides', async () => {
    const items = `/iga/governance/certification/${campaign.split('/').pop()}/items`;
    const mine = await (await page.request.get(`${items}?pageSize=1000`)).json();
    expect(mine.totalHits).toBeGreaterThan(20);
    const ids = mine.result.map((row) => row.id);
    await post(page, `${items}/certify`, { ids: ids.slice(3) });
    await post(page, `${items}/revoke`, { ids: ids.slice(0, 2), comment: 'No longer needed.' });
    await post(page, `${items}/signoff`, { ids: ids.slice(1, 20) });
  });

  await test.step('the owner watches', async () => {
    await signIn(page, CERTIFIER);
    await open(page, campaign);
    await expect(main.getByRole('img', { name: /^Rows decided by day: [1-9]/ })).toBeVisible();
    await expect(main.getByRole('img', { name: /^Decisions by application/ })).toBeVisible();
    await axe(page);
    await picture(page, 'campaign');
    await main.getByRole('link', { name: 'Reviewers' }).click();
    await expect(main.getByRole('row', { name: /Marta Oyelaran/ }).last()).toContainText('Hand over');
    await hydrated(page);
    await axe(page);
    await picture(page, 'campaign-reviewers');
    await main.getByRole('link', { name: 'Completeness' }).click();
    await expect(main.getByRole('img', { name: /^What is in the campaign/ })).toBeVisible();
    await hydrated(page);
    await axe(page);
    await picture(page, 'campaign-ledger');
    await main.getByRole('link', { name: 'Settings' }).click();
    await expect(main.getByRole('link', { name: 'The template' })).toBeVisible();
    await hydrated(page);
    await axe(page);
  });

  await test.step('and steps in', async () => {
    await main.getByRole('link', { name: 'Remind' }).click();
    await hydrated(page);
    await main.getByRole('button', { name: 'Remind them' }).click();
    await expect(main.getByText('Reminded: everybody for whom rows wait')).toBeVisible();
    await hydrated(page);
    await main.getByRole('link', { name: 'Extend' }).click();
    await hydrated(page);
    const day = await main.locator('#last-day').inputValue();
    await main.locator('#last-day').fill('2001-01-01');
    await main.getByRole('button', { name: 'Move it' }).click();
    await expect(main.getByText(/must lie in the future/)).toBeVisible();
    await hydrated(page);
    await main.getByRole('link', { name: 'Extend' }).click();
    await hydrated(page);
    await main.locator('#last-day').fill(day.replace(/^\d+/, (year) => String(Number(year) + 1)));
    await axe(page);
    await main.getByRole('button', { name: 'Move it' }).click();
    await expect(main.getByText('The deadline was moved')).toBeVisible();
    await hydrated(page);
    await main.getByRole('link', { name: 'Reviewers' }).click();
    await hydrated(page);
    await main.getByRole('link', { name: /Hand over the rows of Marta/ }).click();
    await hydrated(page);
    await axe(page);
    await picture(page, 'campaign-hand-over');
    await main.locator('#new-reviewer').fill('priya.raghunathan');
    await main.getByRole('button', { name: 'Hand them over' }).click();
    await expect(main.getByText(/rows? handed over/)).toBeVisible();
    await expect(main.getByRole('row', { name: /Priya Raghunathan/ }).last()).toBeVisible();
    await hydrated(page);
  });

  await test.step('the evidence is taken away, and holds', async () => {
    const evidence = main.getByRole('link', { name: 'Evidence' });
    const answer = await page.request.get(await evidence.getAttribute('href'));
    expect(answer.status()).toBe(200);
    expect(answer.headers()['content-type']).toBe('application/zip');
    expect(answer.headers()['content-disposition']).toContain('-evidence.zip');
    if (process.env.BAILIWICK_BIN) {
      const file = test.info().outputPath('evidence.zip');
      const bytes = await answer.body();
      writeFileSync(file, bytes);
      const key = await (await page.request.get('/iga/governance/admin/certification/evidence/key')).json();
      const told = execFileSync(process.env.BAILIWICK_BIN, ['evidence', 'verify', file, '--key', key.fingerprint]);
      expect(told.toString()).toContain('the bundle holds');
      bytes[Math.floor(bytes.length / 2)] ^= 1;
      writeFileSync(file, bytes);
      expect(() => execFileSync(process.env.BAILIWICK_BIN, ['evidence', 'verify', file], { stdio: 'pipe' })).toThrow();
    }
    const rows = await page.request.get(campaign.replace('/campaigns', '/export/campaigns') + '/rows.csv');
    expect((await rows.text()).split('\r\n')[0]).toContain('user name');
  });

  await test.step('it ends early', async () => {
    await main.getByRole('link', { name: 'End now' }).click();
    await hydrated(page);
    await axe(page);
    await main.getByRole('button', { name: 'End it now' }).click();
    await expect(main.getByText('Ended: what nobody signed is being dealt with')).toBeVisible();
    await hydrated(page);
    await open(page, campaign);
    await until(page, main.getByText('Expired', { exact: true }));
    await open(page, `/campaigns?state=ended&q=${encodeURIComponent(name)}`);
    await expect(main.getByRole('row', { name: new RegExp('Finance operations') })).toContainText('Expired');
    await axe(page);
    await picture(page, 'campaigns');
  });

  await test.step('in the dark, on a phone', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 780 });
    const pages = [
      ['/campaigns', 'campaigns'], ['/campaigns/templates', 'templates'], ['/campaigns/templates/new', 'template-what'],
      ['/campaigns/templates/new?step=who', 'template-who'], ['/campaigns/templates/new?step=check', 'template-check'],
      [template, 'template'], [campaign, 'campaign'], [`${campaign}?tab=reviewers`, 'campaign-reviewers'],
    ];
    for (const [path, shot] of pages) {
      await open(page, path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, `${path} is wider than the phone`).toBeLessThanOrEqual(360);
      await axe(page);
      await picture(page, `${shot}-narrow-dark`);
    }
  });
});

test('others read, or find no such pages', async ({ page }) => {
  test.setTimeout(60_000);
  const main = page.getByRole('main');
  await signIn(page, AUDITOR);
  await open(page, '/campaigns');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Campaigns');
  await open(page, '/campaigns/templates');
  await expect(main.getByRole('link', { name: 'New template' })).toHaveCount(0);
  await axe(page);
  await signIn(page, JONAS);
  for (const path of ['/campaigns', '/campaigns/templates', '/campaigns/templates/new', '/campaigns/0']) {
    const answer = await page.goto(path);
    expect(answer.status(), path).toBe(404);
  }
});
