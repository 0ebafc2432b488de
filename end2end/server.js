// Starts the server that the stories talk to, on a free port and a database of its own filled with
// the demo organisation, the OpenID provider that it sends people to, and the mail server that it
// hands its mail to; stops all of them at the end.
//
//   BAILIWICK_BIN   the server's executable
//   DATABASE_URL    an empty database; a new SQLite file when unset
//   BAILIWICK_URL   a server that runs already: nothing is started then

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startMail } from './mail.js';
import { CLIENT, startProvider } from './provider.js';

const PATIENCE = 120_000; // milliseconds; a debug build fills the demo slowly

export default async function start() {
  if (process.env.BAILIWICK_URL) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-end2end-'));
  const port = await freePort();
  const provider = await startProvider(await freePort(), `http://127.0.0.1:${port}/signin/openid/callback`);
  const mails = join(folder, 'mails');
  await mkdir(mails);
  const mailPort = await freePort();
  const mail = await startMail(mailPort, mails);
  const others = async () => {
    await provider.stop();
    await mail.stop();
    await rm(folder, { recursive: true });
  };
  try {
    const server = await launch(folder, {
      port,
      demo: true,
      env: {
        ...(process.env.DATABASE_URL && { DATABASE_URL: process.env.DATABASE_URL }),
        BAILIWICK_OPENID_ISSUER: provider.issuer,
        BAILIWICK_OPENID_CLIENT_ID: CLIENT.id,
        BAILIWICK_OPENID_CLIENT_SECRET: CLIENT.secret,
        BAILIWICK_OPENID_NAME: 'Example ID',
        BAILIWICK_SMTP_HOST: '127.0.0.1',
        BAILIWICK_SMTP_PORT: String(mailPort),
        BAILIWICK_SMTP_SECURITY: 'none',
        BAILIWICK_MAIL_FROM: 'Bailiwick <bailiwick@example.com>',
      },
    });
    // Read by the workers, which start after this.
    process.env.BAILIWICK_URL = server.url;
    process.env.BAILIWICK_MAILS = mails;
    return async () => {
      await server.stop();
      await others();
    };
  } catch (fault) {
    await others();
    throw fault;
  }
}

/** Starts a server in a folder, on a database there unless `env` names another, filled with the demo when it says so. */
export async function launch(folder, { port, demo = false, env = {} } = {}) {
  const binary = process.env.BAILIWICK_BIN;
  if (!binary) throw new Error('BAILIWICK_BIN must name the server; `cargo xtask test` does that');
  const log = await open(join(folder, 'log'), 'w');
  const address = `127.0.0.1:${port ?? (await freePort())}`;
  const server = spawn(resolve(binary), ['serve', ...(demo ? ['--demo'] : []), '--listen', address], {
    cwd: folder,
    env: { ...process.env, DATABASE_URL: `sqlite:${join(folder, 'bailiwick.db')}`, ...env },
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new Promise((resolve) => {
    server.once('exit', resolve);
    server.once('error', resolve);
  });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGTERM');
    await ended;
    await log.close();
  };
  const url = `http://${address}`;
  if (await Promise.race([healthy(url), ended.then(() => false)])) return { url, stop };
  const said = await readFile(join(folder, 'log'), 'utf8');
  await stop();
  throw new Error(`the server did not become healthy\n${said}`);
}

async function healthy(url) {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await pause(100)) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok) return true;
  }
  return false;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
