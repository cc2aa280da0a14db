/** A mail server on this machine. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  raw: string;
}

/**
 * @param refuses the reason to refuse a recipient with; `null` takes it
 * @param password the only one that signs in; without one nobody needs to
 */
export async function startMailServer(
  refuses: (address: string) => string | null,
  password?: string,
) {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    ...(password === undefined ? { authOptional: true } : { allowInsecureAuth: true }),
    hideSTARTTLS: true,
    onAuth: (login, _session, done) =>
      done(login.password === password ? null : new Error('Bad login'), { user: 'desk' }),
    onRcptTo: ({ address }, _session, done) => {
      const why = refuses(address);
      done(why === null ? null : new Error(why));
    },
    onData: (stream, { envelope }, done) => {
      void text(stream).then((raw) => {
        received.push({ to: envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const login = password === undefined ? '' : `desk:${password}@`;
  return {
    url: `smtp://${login}127.0.0.1:${String(port)}`,
    received,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
      }),
  };
}
export type MailServer = Awaited<ReturnType<typeof startMailServer>>;
