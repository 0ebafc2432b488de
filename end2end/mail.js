// A mail server for the stories: it takes whatever comes and keeps it in a folder, where every worker finds it.

import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Starts one on this machine; `stop` ends it. */
export async function startMail(port, folder) {
  const open = new Set();
  let count = 0;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    socket.setEncoding('latin1');
    const say = (line) => socket.write(`${line}\r\n`);
    let waiting = '';
    let letter; // its lines, while they come
    const hear = async (line) => {
      if (letter && line !== '.') return letter.push(line);
      if (letter) {
        const file = join(folder, `${String(++count).padStart(6, '0')}.eml`);
        await writeFile(`${file}.part`, letter.join('\n'), 'latin1');
        await rename(`${file}.part`, file);
        letter = undefined;
        return say('250 kept');
      }
      const word = line.slice(0, 4).toUpperCase();
      if (word === 'DATA') letter = [];
      if (word === 'QUIT') return socket.end('221 bye\r\n');
      return say({ DATA: '354 go on', EHLO: '250 here', HELO: '250 here' }[word] ?? '250 well');
    };
    let turn = Promise.resolve();
    socket.on('data', (text) => {
      const lines = (waiting + text).split('\r\n');
      waiting = lines.pop();
      for (const line of lines) turn = turn.then(() => hear(line));
    });
    say('220 here');
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    stop: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The mails so far, as they came; nothing where the stories' server is not of their own making. */
export async function mails() {
  const folder = process.env.BAILIWICK_MAILS;
  if (!folder) return undefined;
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort();
  const raw = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  // Lines that were cut belong together again.
  return raw.map((mail) => mail.replaceAll(/\n[ \t]+/g, ' ').replaceAll('=\n', ''));
}
