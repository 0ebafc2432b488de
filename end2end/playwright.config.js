import { defineConfig } from '@playwright/test';

// Every story is told twice: with scripts switched off, where plain links and forms must do,
// and with scripts. What only scripts can do goes into files named *.hydrate.spec.js.
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.js',
  outputDir: 'test-results',
  globalSetup: './server.js',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'no-script', use: { javaScriptEnabled: false }, testIgnore: '**/*.hydrate.spec.js' },
    { name: 'script' },
  ],
});
