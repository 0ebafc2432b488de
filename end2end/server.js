// Starts the server that the stories talk to, on a free port and a database of its own filled with
// the demo organisation, and the OpenID provider that it sends people to; stops both at the end.
//
//   BAILIWICK_BIN   the server's executable
//   DATABASE_URL    an empty database; a new SQLite file when unset
//   BAILIWICK_URL   a server that runs already: nothing is started then

import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CLIENT, startProvider } from './provider.js';

const PATIENCE = 120_000; // milliseconds; a debug build fills the demo slowly

export default async function start() {
  if (process.env.BAILIWICK_URL) return undefined;
  const binary = process.env.BAILIWICK_BIN;
  if (!binary) throw new Error('BAILIWICK_BIN must name the server; `cargo xtask test` does that');

  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-end2end-'));
  const log = await open(join(folder, 'log'), 'w');
  const address = `127.0.0.1:${await freePort()}`;
  const provider = await startProvider(await freePort(), `http://${address}/signin/openid/callback`);
  const server = spawn(binary, ['serve', '--demo', '--listen', address], {
    cwd: folder,
    env: {
      ...process.env,
      DATABASE_URL: process.env.DATABASE_URL ?? `sqlite:${join(folder, 'bailiwick.db')}`,
      BAILIWICK_OPENID_ISSUER: provider.issuer,
      BAILIWICK_OPENID_CLIENT_ID: CLIENT.id,
      BAILIWICK_OPENID_CLIENT_SECRET: CLIENT.secret,
      BAILIWICK_OPENID_NAME: 'Example ID',
    },
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new Promise((resolve) => {
    server.once('exit', resolve);
    server.once('error', resolve);
  });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGTERM');
    await ended;
    await provider.stop();
    await log.close();
    await rm(folder, { recursive: true });
  };

  const url = `http://${address}`;
  if (!(await Promise.race([healthy(url), ended.then(() => false)]))) {
    const said = await readFile(join(folder, 'log'), 'utf8');
    await stop();
    throw new Error(`the server did not become healthy\n${said}`);
  }
  process.env.BAILIWICK_URL = url; // read by the workers, which start after this
  return stop;
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
