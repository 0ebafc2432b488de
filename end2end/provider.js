// An OpenID provider for the stories: a real one, where everybody gets in who says any password.

import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

export const CLIENT = { id: 'bailiwick', secret: 'known to these two only' };
/** Whose ID tokens somebody on the way makes Jonas's: the signature no longer fits. */
export const FORGER = 'mallory';

/** Starts it on a port; back comes how to stop it. */
export async function startProvider(port, redirect) {
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirect] }],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
    cookies: { keys: ['for these stories'] },
    findAccount: (_, login) => ({
      accountId: login,
      claims: () => ({ sub: login, name: login, preferred_username: login }),
    }),
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
  });
  provider.on('server_error', (_, error) => console.error(error));
  provider.use(async (context, next) => {
    await next();
    const token = context.path === '/token' && context.body?.id_token;
    if (token) context.body.id_token = forged(token);
  });
  const server = createServer(provider.callback());
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    issuer,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

function forged(token) {
  const [header, body, signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (claims.sub !== FORGER) return token;
  claims.sub = 'jonas.lindqvist';
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}
