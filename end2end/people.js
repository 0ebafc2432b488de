// The demo's people, and how they come and go.

import { expect, hydrated } from './base.js';

const PASSWORD = 'bailiwick demo';

export const JONAS = 'jonas.lindqvist';
export const MARTA = 'marta.oyelaran';
export const PRIYA = 'priya.raghunathan';
export const AUDITOR = 'ingrid.thorvaldsdottir';
export const ADMINISTRATOR = 'grace.mbeki';

/** Signs in afresh, whoever was here before. */
export async function signIn(page, userName) {
  await page.context().clearCookies({ name: 'bailiwick_session' });
  await page.goto('/signin');
  const form = page.getByRole('form', { name: 'Sign in with a password' });
  await form.getByLabel('User name or mail').fill(userName);
  await form.getByLabel('Password').fill(PASSWORD);
  await form.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/');
  await hydrated(page);
}

/** Goes to a page and waits until it is alive. */
export async function open(page, path) {
  await page.goto(path);
  await hydrated(page);
}
