import { axe, expect, hydrated, picture, test } from './base.js';
import { AUDITOR, JONAS, PRIYA, open } from './people.js';
import { FORGER } from './provider.js';

test.beforeEach(async ({ page }) => {
  await open(page, '/signin?next=%2Fcatalog%3Fq%3Dpay');
  const offered = await page.getByRole('link', { name: 'Continue with Example ID' }).count();
  test.skip(offered === 0, 'the server that runs already has no OpenID provider of ours');
});

/** Goes to the provider and says who one is, there. */
async function vouchedAs(page, login) {
  await page.getByRole('link', { name: 'Continue with Example ID' }).click();
  await page.getByPlaceholder('Enter any login').fill(login);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** The alert on the sign-in page, when it says this. */
async function refused(page, words) {
  await expect(page.getByRole('alert')).toContainText(words);
  await expect(page).toHaveURL(/\/signin\?error=/);
  await hydrated(page);
  await open(page, '/catalog');
  await expect(page, 'nobody has signed in').toHaveURL(/\/signin/);
}

test('whom the provider vouches for is signed in and goes where they wanted to go', async ({ page }) => {
  await axe(page);
  await picture(page, 'signin-openid');
  await vouchedAs(page, PRIYA);
  await expect(page).toHaveURL('/catalog?q=pay');
  await hydrated(page);
  await expect(page.getByRole('button', { name: /Priya/ }).or(page.getByText('Priya Raghunathan')).first()).toBeVisible();

  const cookies = await page.context().cookies(page.url());
  expect(cookies.find(({ name }) => name === 'bailiwick_session')).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  expect(cookies.map(({ name }) => name)).not.toContain('bailiwick_openid');
});

test('the auditor sees by whose word somebody came', async ({ page }) => {
  await vouchedAs(page, AUDITOR);
  await expect(page).toHaveURL('/catalog?q=pay');
  await open(page, '/audit?event=link-identity');
  await expect(page.getByText(/single sign-on/).first()).toBeVisible();
});

test('whom the provider knows but nobody here is refused in words', async ({ page }) => {
  await vouchedAs(page, 'a.stranger');
  await expect(page.getByRole('alert')).toContainText('You are not known here');
  await axe(page);
  await refused(page, 'You are not known here');
});

test('a token changed on the way does not count', async ({ page }) => {
  await vouchedAs(page, FORGER);
  await refused(page, 'The single sign-on did not work');
});

test('an answer that this browser did not ask for does not count', async ({ page, browser }) => {
  let answer;
  page.on('request', (request) => {
    if (request.url().includes('/signin/openid/callback?')) answer ??= request.url();
  });
  await vouchedAs(page, JONAS);
  await expect(page).toHaveURL('/catalog?q=pay');

  // Another browser, which asked for nothing; then one that asked, but for another answer.
  const other = await (await browser.newContext({ baseURL: new URL(answer).origin })).newPage();
  await other.goto(answer);
  await refused(other, 'That sign-in is no longer open');
  await open(other, '/signin');
  await other.getByRole('link', { name: 'Continue with Example ID' }).click();
  await other.getByPlaceholder('Enter any login').waitFor();
  await other.goto(answer);
  await refused(other, 'That sign-in is no longer open');
  await other.context().close();
});

test('cancelling at the provider leads back', async ({ page }) => {
  await page.getByRole('link', { name: 'Continue with Example ID' }).click();
  await page.getByRole('link', { name: /cancel/i }).click();
  await refused(page, 'The single sign-on was cancelled');
});
