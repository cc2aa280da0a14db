/** Sends mail by the operator's mail server (`SMTP_URL`). Nothing is queued: the caller is told. */
import { createTransport } from 'nodemailer';
import type { MailServer } from './config.ts';
import { AppError } from './errors.ts';

/** A person waits for the answer. Of connecting, and of each silence of the mail server. */
const TIMEOUT_MS = 10_000;
/** Of a whole mail: a server that sends a line every few seconds is never silent, nor ever done. */
const WHOLE_MS = 60_000;

export interface Mail {
  to: string;
  subject: string;
  /** Plain text. */
  text: string;
  attachment?: { filename: string; content: Buffer };
}

/**
 * Resolves once the mail server has taken the mail for this address.
 * @throws AppError mail-refused with the server's own words; mail-off without a mail server
 */
export type SendMail = (mail: Mail) => Promise<void>;

/** What the mail server said, or why it was not reached; never the login. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { response, code } = error as Error & { response?: unknown; code?: unknown };
  if (code === 'EABORT') return 'ETIMEDOUT';
  if (typeof response === 'string' && code !== 'EAUTH') return response;
  return typeof code === 'string' ? code : error.name;
}

/**
 * @param server `null`: every mail is refused with mail-off
 * @param wholeMs a mail that takes longer is cut and refused
 */
export function createMailer(server: MailServer | null, wholeMs = WHOLE_MS): SendMail {
  if (server === null) return () => Promise.reject(new AppError('mail-off'));
  const { url, from, mustEncrypt } = server;
  const transport = createTransport({
    url,
    requireTLS: mustEncrypt,
    // A mail server on this machine often offers a certificate that nobody signed.
    ignoreTLS: !mustEncrypt,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ to: address, attachment, ...mail }) => {
    const attachments = attachment === undefined ? [] : [attachment];
    // As text it would be read as a list: `a,b@shop.kr` are two.
    const to = { name: '', address };
    const signal = AbortSignal.timeout(wholeMs);
    try {
      await transport.sendMail({ ...mail, to, attachments, from, signal, textEncoding: 'base64' });
    } catch (error) {
      throw new AppError('mail-refused', whyOf(error));
    }
  };
}
