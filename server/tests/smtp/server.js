// A mail server for the tests: `node server.js PORT` prints its port, then each mail it takes as a line of JSON.

import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  hideSize: true,
  allowInsecureAuth: true,
  onAuth(given, _, done) {
    const known = given.username === 'bailiwick' && given.password === 'known to these two only';
    done(known ? null : new Error('wrong name or password'), known ? { user: given.username } : undefined);
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      const mail = { from: mailFrom.address, to: rcptTo.map((one) => one.address), raw: Buffer.concat(parts).toString() };
      console.log(JSON.stringify(mail));
      done();
    });
  },
});
// Clients that break off are part of the tests.
server.on('error', () => {});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(server.server.address().port));
// The test has ended.
process.stdin.on('end', () => process.exit()).resume();
