// A form that belongs to something in the catalog: the cart asks for it, its scripts have their say, deciders read it.

import { axe, expect, hydrated, picture, scripted, test } from './base.js';
import { ADMINISTRATOR, JONAS, MARTA, open, signIn } from './people.js';

/** Calls the API as whoever has signed in. */
async function call(page, method, path, data) {
  const answer = await page.request.fetch(path, { method, data, headers: { Origin: process.env.BAILIWICK_URL } });
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

const script = (text) => ({ type: 'script', script: text });
const FORM = {
  type: 'applicationRequest',
  description: 'So that the right kind of account is made.',
  form: {
    events: { onLoad: script("form.hideField('custom.host')") },
    fields: [
      {
        id: 'first',
        fields: [
          {
            model: 'custom.kind',
            type: 'select',
            label: 'Who signs in',
            validation: { required: true },
            options: [
              { value: 'person', label: 'A person' },
              { value: 'machine', label: 'A machine' },
            ],
            onChangeEvent: script(`
              if (form.currentFieldValue !== 'machine') return;
              form.showField('custom.host');
              form.setLabel('custom.team', 'Team that runs it');
              form.setValue('custom.team', 'Platform');
            `),
          },
          { model: 'custom.team', type: 'string', label: 'Team' },
        ],
      },
      { model: 'custom.host', type: 'string', label: 'Host', description: 'As it is known in the network.', validation: { required: true } },
    ],
  },
};

test('the cart asks for the form of an application before it is sent', async ({ page }) => {
  test.setTimeout(180_000);
  const project = test.info().project.name;
  const name = `Account details (${project})`;
  const main = page.getByRole('main');
  let item;

  await test.step('a form is shown for an application that Jonas does not have', async () => {
    await signIn(page, ADMINISTRATOR);
    const found = await call(page, 'GET', '/idhub/api/search?collection=Users&keyword=jonas');
    const jonas = found.find((person) => person.login === JONAS)._id.$oid;
    const applications = await call(page, 'GET', '/idhub/api/search?collection=TargetSystem&pagesize=50');
    const ids = applications.map((application) => application._id.$oid);
    const asked = {
      accessModifier: 'add',
      justification: 'try',
      users: [jonas],
      catalogs: ids.map((id) => ({ type: 'application', id })),
    };
    const tried = await call(page, 'POST', '/iga/governance/requests?_action=validate', asked);
    const held = tried.errors.map((error) => error.catalogId);
    const free = ids.filter((id) => !held.includes(id));
    item = free[scripted() ? 0 : 1];
    const form = await call(page, 'POST', '/iga/governance/requestForms', { name, ...FORM });
    const assignment = { objectId: `application/${item}/User/create`, formId: form.id };
    await call(page, 'POST', '/iga/governance/requestFormAssignments?_action=assign', assignment);
    await open(page, `/admin/forms/${form.id}?ask=try`);
    const trial = main.getByRole('region', { name: 'Try it out' });
    await expect(trial.getByLabel(/Host/)).toHaveCount(0);
    await trial.getByRole('button', { name: 'Check it' }).click();
    await expect(trial.getByText('Fill this in')).toBeVisible();
    await hydrated(page);
    await axe(page);
    await picture(page, 'form-trial');
    await open(page, '/admin/request-types');
    await expect(main.getByRole('row', { name: /applicationGrant/ })).toContainText('of single applications');
  });

  await test.step('the line waits for its form', async () => {
    await signIn(page, JONAS);
    await open(page, `/catalog?item=${item}`);
    await page.getByRole('button', { name: /Add to cart/ }).first().click();
    await expect(page.getByText(/put in the cart/).filter({ visible: true })).toHaveCount(1);
    await open(page, '/cart');
    await expect(main.getByText('Form to fill in', { exact: true })).toBeVisible();
    await axe(page);
    await picture(page, 'cart-form-waits');
    await main.getByRole('link', { name: 'Fill it in' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await hydrated(page);
  });

  await test.step('what was typed comes back with what is wrong', async () => {
    await expect(main.getByLabel(/Host/)).toHaveCount(0);
    await main.getByLabel(/Who signs in/).selectOption({ label: 'A machine' });
    if (!scripted()) await main.getByRole('button', { name: 'Update the form' }).click();
    await expect(main.getByLabel(/Host/)).toBeVisible();
    await expect(main.getByLabel('Team that runs it')).toHaveValue('Platform');
    await hydrated(page);
    await main.getByLabel('Team that runs it').fill('Network');
    await main.getByLabel(/Host/).evaluate((field) => field.removeAttribute('required'));
    await main.getByRole('button', { name: 'Keep the answers' }).click();
    await expect(main.getByText('Fill this in')).toBeVisible();
    await expect(main.getByLabel('Team that runs it')).toHaveValue('Network');
    await expect(main.getByLabel(/Who signs in/)).toHaveValue('="machine"');
    await hydrated(page);
    await axe(page);
    await picture(page, 'cart-form-refused');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await axe(page);
    await picture(page, 'cart-form-narrow-dark');
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize({ width: 1280, height: 720 });
    await main.getByLabel(/Host/).fill('build-7');
    await main.getByRole('button', { name: 'Keep the answers' }).click();
    await expect(page).toHaveURL(/\/cart\?done=saved/);
    await hydrated(page);
    await expect(main.getByRole('link', { name: 'See the form' })).toBeVisible();
    await axe(page);
  });

  await test.step('whoever decides reads the answers in the words of the form', async () => {
    await main.getByLabel(/Why is it needed/).fill(`For the builds (${project}).`);
    await main.getByRole('button', { name: /^Send 1 ready line/ }).click();
    await expect(page).toHaveURL(/\/requests\?sent=/);
    const sent = main.locator('a[href^="/requests/"]').first();
    const number = (await sent.getAttribute('href')).split('/').pop();
    const read = async () => {
      for (const words of ['Who signs in', 'A machine', 'Network', 'build-7']) {
        await expect(page.getByText(words, { exact: true }).filter({ visible: true }).first()).toBeVisible();
      }
    };
    await signIn(page, MARTA);
    await open(page, `/inbox?task=${number}`);
    await read();
    await axe(page);
    await open(page, `/requests/${number}`);
    await read();
    await hydrated(page);
    await axe(page);
    await picture(page, 'request-with-form');
  });
});

test('tasks to carry out are done together, mixed with approvals', async ({ page }) => {
  test.setTimeout(120_000);
  const why = `New starters (${test.info().project.name}).`;
  const numbers = [];
  await signIn(page, JONAS);
  for (let n = 0; n < 3; n += 1) {
    const body = { custom: { what: 'laptop' }, common: { justification: why } };
    const made = await call(page, 'POST', '/iga/governance/requests/equipment?_action=publish', body);
    numbers.push(made.metadata.primaryKey);
  }
  const tick = (number) => page.locator(`input[name="tasks[]"][value^="${number}:"]`).check();
  await signIn(page, MARTA);
  await open(page, '/inbox');
  for (const number of numbers) await tick(number);
  await page.getByRole('button', { name: 'Approve ticked' }).click();
  await expect(page.getByText('3 tasks approved').filter({ visible: true })).toHaveCount(1);
  await signIn(page, 'ruben.castellanos');
  await open(page, '/inbox');
  await tick(numbers[0]);
  await tick(numbers[1]);
  await page.getByRole('button', { name: 'Approve ticked' }).click();
  await expect(page.getByText('2 tasks done').filter({ visible: true })).toHaveCount(1);
  await hydrated(page);
  await tick(numbers[2]);
  await page.getByRole('textbox', { name: 'The ticked tasks' }).fill('None left.');
  await page.getByRole('button', { name: 'Reject ticked' }).click();
  await expect(page.getByText('said to be impossible').filter({ visible: true })).toHaveCount(1);
});

test('the timeline leads to a file beside a comment', async ({ page }) => {
  await signIn(page, JONAS);
  const body = { custom: { what: 'phone' }, common: { justification: 'Lost.' } };
  const made = await call(page, 'POST', '/iga/governance/requests/equipment?_action=publish', body);
  await signIn(page, MARTA);
  const tasks = await call(page, 'GET', '/idhub/api/tasks');
  const task = (tasks.results ?? tasks.result ?? tasks).find((one) => JSON.stringify(one).includes(made.id));
  const comment = await page.request.post('/idhub/api/tasks/comments', {
    headers: { Origin: process.env.BAILIWICK_URL },
    multipart: {
      properties: JSON.stringify({ taskId: task._id.$oid, userLogin: MARTA }),
      attachment: { name: 'loss report.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n') },
    },
  });
  expect(comment.ok(), await comment.text()).toBe(true);
  await open(page, `/requests/${made.metadata.primaryKey}`);
  const link = page.getByRole('link', { name: 'loss report.pdf' });
  await axe(page);
  await picture(page, 'request-with-file');
  const loaded = page.waitForEvent('download');
  await link.click();
  expect((await loaded).suggestedFilename()).toBe('loss report.pdf');
});
