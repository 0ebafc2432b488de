// A reviewer to whom more than 10,000 rows are put: they load, scroll, are narrowed and decided together. How long each
// takes is printed, and fails nothing: machines differ. What must not grow with the rows is held: how much stands in the
// page, and how often the server is asked.

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, hydrated, test } from './base.js';
import { AUDITOR, open, signIn } from './people.js';
import { launch } from './server.js';

const REVIEWER = 'noor.haddad';
/** So many people hold more than 10,000 grants together. */
const PEOPLE = 1_000;
/** The most that may stand in the page, and of rows in it. */
const ELEMENTS = 6_000;
const ROWS = 50;

test.describe('with a company of its own', () => {
  test.skip(!process.env.BAILIWICK_BIN, 'it starts a server of its own');
  let folder;
  let server;

  test.beforeAll(async () => {
    test.setTimeout(300_000);
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-ten-thousand-'));
    const DATABASE_URL = `sqlite:${join(folder, 'bailiwick.db')}`;
    const fill = ['demo', '--people', String(PEOPLE)];
    execFileSync(process.env.BAILIWICK_BIN, fill, { cwd: folder, env: { ...process.env, DATABASE_URL }, stdio: 'pipe' });
    server = await launch(folder);
  });

  test.afterAll(async () => {
    await server?.stop();
    if (folder) await rm(folder, { recursive: true });
  });

  test('a review of 10,000 rows stays light', async ({ browser }) => {
    test.setTimeout(300_000);
    const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const main = page.getByRole('main');
    const rows = main.locator('tr[data-row]');
    const tell = (line) => console.log(`    ${line}`);
    let asked = 0;
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => { if (request.url().startsWith(server.url)) asked += 1; });

    /** Does something, tells how long it took and how often the server was asked; no more often than `most`. */
    const step = (name, most, work) => test.step(name, async () => {
      asked = 0;
      const began = performance.now();
      await work();
      const took = Math.round(performance.now() - began);
      const elements = await page.evaluate(() => document.getElementsByTagName('*').length);
      tell(`${name}: ${took} ms, asked ${asked} times, ${elements} elements`);
      expect(asked, `how often the server was asked to ${name}`).toBeLessThanOrEqual(most);
      expect(elements, `what stands in the page after: ${name}`).toBeLessThanOrEqual(ELEMENTS);
    });

    await signIn(page, AUDITOR);
    const found = await page.request.get(`/iga/governance/user?_queryFilter=userName+eq+%22${REVIEWER}%22`);
    const me = `managed/user/${(await found.json()).result[0].id}`;
    await signIn(page, REVIEWER);
    const post = async (path, data) => {
      const answer = await page.request.post(path, { data, headers: { origin: server.url } });
      expect(answer.status(), await answer.text()).toBe(200);
      return answer.json();
    };
    const template = await post('/iga/governance/certification/template', {
      name: 'Everything at once', certificationType: 'identity', ownerId: me, stageDuration: 14,
      stages: [{ certifierType: 'user', certifierId: me }], allowBulkCertify: true, allowPartialSignoff: true,
    });
    const { id } = await post('/iga/governance/certification', { templateId: template.id });
    await expect(async () => {
      const read = await page.request.get(`/iga/governance/admin/certification/${id}`);
      expect((await read.json()).status).toBe('in-progress');
    }).toPass({ timeout: 120_000 });
    const count = async (decision) => {
      const asked = decision ? `&decision=${decision}` : '';
      const read = await page.request.get(`/iga/governance/certification/${id}/items?pageSize=1${asked}`);
      return (await read.json()).totalHits;
    };
    const total = await count();
    expect(total).toBeGreaterThan(10_000);
    tell(`${total} rows`);

    await step('load', 30, async () => {
      await open(page, `/reviews/${id}`);
      await expect(rows.first()).toBeVisible();
    });
    expect(await rows.count()).toBe(ROWS);

    await step('scroll to the end and back', 0, async () => {
      const longest = await page.evaluate(() => new Promise((resolve) => {
        let scrolled = document.scrollingElement;
        for (const box of document.querySelectorAll('main, main *')) {
          if (box.scrollHeight > box.clientHeight + 100 && /auto|scroll/.test(getComputedStyle(box).overflowY)
            && box.scrollHeight > scrolled.scrollHeight) scrolled = box;
        }
        const end = scrolled.scrollHeight - scrolled.clientHeight;
        let [at, back, before, longest] = [0, false, performance.now(), 0];
        const frame = (now) => {
          longest = Math.max(longest, now - before);
          before = now;
          at += back ? -60 : 60;
          scrolled.scrollTop = at;
          if (at >= end) back = true;
          if (back && at <= 0) resolve(Math.round(longest));
          else requestAnimationFrame(frame);
        };
        requestAnimationFrame((now) => { before = now; requestAnimationFrame(frame); });
      }));
      tell(`the longest frame while scrolling: ${longest} ms`);
    });

    await step('go through forty rows by keys', 0, async () => {
      // As fast as the page draws them: what presses keys from outside is no part of it.
      const [whole, longest] = await page.evaluate(async () => {
        const frame = () => new Promise(requestAnimationFrame);
        const began = await frame();
        let [before, longest] = [began, 0];
        for (let n = 0; n < 40; n += 1) {
          const at = document.activeElement ?? document.body;
          at.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));
          const now = await frame();
          longest = Math.max(longest, now - before);
          before = now;
        }
        return [Math.round(before - began), Math.round(longest)];
      });
      tell(`forty keys: ${whole} ms, the longest frame ${longest} ms`);
      await expect(main.locator('tr.is-current')).toHaveAttribute('id', await rows.nth(39).getAttribute('id'));
    });

    await step('turn the page', 3, async () => {
      const first = await rows.first().getAttribute('id');
      await main.getByRole('link', { name: 'Next', exact: true }).click();
      await expect(rows.first()).not.toHaveAttribute('id', first);
    });

    await step('narrow by risk', 3, async () => {
      await main.locator('#rows-risk').selectOption('high');
      await main.getByRole('search', { name: 'Rows' }).getByRole('button', { name: 'Show' }).click();
      await expect(page).toHaveURL(/risk=high/);
      await expect(rows.first()).toContainText('High');
    });

    await step('narrow by what is recommended', 3, async () => {
      await main.getByRole('link', { name: 'Certify recommended' }).click();
      await expect(page).toHaveURL(/recommended=certify/);
      await hydrated(page);
    });

    await open(page, `/reviews/${id}`);
    await step('decide one', 3, async () => {
      const first = rows.first();
      await first.getByRole('button', { name: /^Revoke/ }).click();
      await expect(first.getByRole('button', { name: /^Take back/ })).toBeVisible();
    });

    await step('look at all of them together', 3, async () => {
      await main.getByRole('link', { name: /^Decide all/ }).click();
      await expect(main.getByRole('button', { name: /^Certify [\d,]+ rows?$/ })).toBeVisible({ timeout: 60_000 });
    });

    await step('certify what is safe', 6, async () => {
      await main.getByRole('button', { name: /^Certify [\d,]+ rows?$/ }).click();
      await expect(main.getByText(/[\d,]+ rows? certified/).first()).toBeVisible({ timeout: 60_000 });
    });
    const certified = await count('certify');
    expect(certified).toBeGreaterThan(1_000);
    tell(`${certified} certified at once`);
    expect(await rows.count()).toBeLessThanOrEqual(ROWS);
    expect(problems, 'errors in the browser').toEqual([]);
    await context.close();
  });
});
