import { chromium } from 'playwright-core';
const [,, user, out, ...paths] = process.argv;
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const size = process.env.SIZE ? process.env.SIZE.split('x').map(Number) : [1440, 900];
const c = await b.newContext({ viewport: { width: size[0], height: size[1] }, javaScriptEnabled: !process.env.NOJS, colorScheme: process.env.DARK ? 'dark' : 'light' });
const p = await c.newPage();
p.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
p.on('pageerror', (e) => console.log('error', e.message));
await p.goto('http://127.0.0.1:8101/signin');
await p.getByLabel('User name or mail').fill(user);
await p.locator('#password').fill('bailiwick demo');
await p.getByRole('button', { name: 'Sign in' }).first().click();
await p.waitForURL('http://127.0.0.1:8101/');
await p.goto('http://127.0.0.1:8101/reviews');
const link = await p.locator('main li a').first().getAttribute('href').catch(() => null);
console.log('review', link);
let n = 0;
for (const path of paths) {
  const t = Date.now();
  await p.goto('http://127.0.0.1:8101' + path.replace('REVIEW', link ?? ''));
  console.log(path, Date.now() - t, 'ms');
  await p.waitForTimeout(700);
  if (process.env.CLICK) { for (const s of process.env.CLICK.split(';')) { await p.locator(s).first().click(); await p.waitForTimeout(900); } }
  await p.screenshot({ path: `${out}-${n++}.png`, fullPage: !process.env.FOLD });
}
await b.close();
