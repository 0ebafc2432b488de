// Who has a role by a rule: an administrator writes the rule, sees what it does before it counts; whoever has the role by it
// reads why, and is not offered to give it back.

import { axe, expect, hydrated, look, test } from './base.js';
import { ADMINISTRATOR, JONAS, open, signIn } from './people.js';

test('a rule gives a role, and says so', async ({ page }) => {
  test.setTimeout(120_000);
  const main = page.getByRole('main');
  const name = `Desk equipment (${test.info().project.name})`;
  const rule = main.getByRole('region', { name: 'Who has it by a rule' });
  const ahead = main.getByRole('region', { name: 'Who meets it now' });
  let role;

  await test.step('a role is published', async () => {
    await signIn(page, ADMINISTRATOR);
    const send = async (method, path, data) => {
      const headers = { origin: new URL(page.url()).origin };
      const answer = await page.request.fetch(`/iga/governance/role${path}`, { method, data, headers });
      expect(answer.status(), await answer.text()).toBeLessThan(300);
      return answer.json();
    };
    role = (await send('POST', '', { role: { name, entitlements: [] } })).id;
    for (const [from, to] of [['draft', 'pending'], ['pending', 'active']]) {
      await send('PATCH', `/${role}/${from}`, [{ operation: 'replace', field: '/status', value: to }]);
    }
  });

  await test.step('its page says that nobody has it by a rule', async () => {
    await open(page, `/catalog?item=${role}`);
    await page.getByRole('link', { name: 'Who has it by a rule' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(rule).toContainText('Nobody: it is asked for, or given by hand.');
    await hydrated(page);
    await axe(page);
    await rule.getByRole('link', { name: 'Write a rule' }).click();
    await expect(rule.getByRole('button', { name: 'See what it would do' })).toBeVisible();
    await hydrated(page);
    await expect(rule.getByRole('button', { name: 'Save the rule' })).toHaveCount(0);
  });

  await test.step('what it would do is seen before it is saved', async () => {
    await rule.locator('#condition-0-property').selectOption('userName');
    await rule.locator('#condition-0-operator').selectOption('EQUALS');
    await rule.locator('#condition-0-value').fill(JONAS);
    await rule.locator('#look-ahead').click();
    await expect(ahead.locator('[data-count]')).toHaveAttribute('data-count', '1');
    await expect(ahead).toContainText('1 person would get it.');
    await expect(ahead).toContainText('Jonas Lindqvist');
    await hydrated(page);
    await look(page, 'role-rule');
    // What was changed since is looked at once more.
    await rule.locator('#condition-0-value').fill('nobody.here');
    await rule.locator('#save-members').click();
    await expect(rule.getByText('It was changed since you looked')).toBeVisible();
    await expect(ahead.locator('[data-count]')).toHaveAttribute('data-count', '0');
    await hydrated(page);
    await rule.locator('#condition-0-value').fill(JONAS);
    await rule.locator('#look-ahead').click();
    await expect(ahead.locator('[data-count]')).toHaveAttribute('data-count', '1');
    await hydrated(page);
    await rule.locator('#save-members').click();
    await expect(main.getByText('Saved: who meets it gets the role now')).toBeVisible();
    await expect(rule).toContainText(`Everybody who works here and whose User name is “${JONAS}”`);
    await hydrated(page);
    await axe(page);
  });

  await test.step('whoever has it reads which rule gives it', async () => {
    await signIn(page, JONAS);
    const row = main.getByRole('row', { name: new RegExp(name.replace(/[()]/g, '\\$&')) });
    await expect(async () => {
      await open(page, `/access?q=${encodeURIComponent(name)}`);
      await expect(row).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await expect(row).toContainText('A rule gives it');
    await expect(row).toContainText(`Everybody whose User name is “${JONAS}”`);
    await expect(row.getByRole('link', { name: /^Remove/ })).toHaveCount(0);
    await look(page, 'access-by-rule');
    await open(page, `/roles/${role}`);
    await expect(rule).toContainText('Everybody who works here');
    await expect(main.getByRole('link', { name: 'Change the rule' })).toHaveCount(0);
    await expect(ahead).toHaveCount(0);
  });

  await test.step('the rule is taken out again', async () => {
    await signIn(page, ADMINISTRATOR);
    await open(page, `/roles/${role}?edit=1`);
    await rule.locator('#condition-0-value').fill('');
    await rule.locator('#look-ahead').click();
    await expect(ahead).toContainText('1 person would lose it, who had it by the rule.');
    await hydrated(page);
    await rule.locator('#save-members').click();
    await expect(rule).toContainText('Nobody: it is asked for, or given by hand.');
    await hydrated(page);
  });
});
