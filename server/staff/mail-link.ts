/** Mails a link to choose a password to the person that it is for. */
import { isoToKst } from '../../shared/kst.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { SendMail } from '../send-mail.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Storage } from '../storage/storage.ts';
import type { Author } from './change-account.ts';
import type { LinkHolder, PasswordLinks } from './password-links.ts';

export interface MailLinkDeps {
  storage: Storage;
  clock: Clock;
  links: PasswordLinks;
  mail: SendMail;
  shopName: () => string;
}

const subjects = {
  invitation: (shop: string) => `[${shop}] 창구에 초대해요`,
  reset: (shop: string) => `[${shop}] 창구 비밀번호를 다시 정해 주세요`,
} as const;

function textOf({ kind, name, until }: LinkHolder, shop: string, link: string): string {
  const what = {
    invitation: `${shop}의 창구에 초대받았어요. 아래 주소에서 비밀번호를 정하면 쓸 수 있어요.`,
    reset: `${shop}의 관리자가 비밀번호를 다시 정하도록 했어요. 아래 주소에서 정해 주세요.`,
  }[kind];
  return [
    `${name} 님,`,
    what,
    link,
    `${isoToKst(until).slice(0, 16)}까지 한 번 쓸 수 있어요. 다른 사람에게 전달하지 마세요.`,
    `Choose your password for the payment desk of ${shop} at the address above. It works once.`,
  ].join('\n\n');
}

/**
 * @param link as the desk showed it; the mail has the desk's own form of it
 * @returns the address that it went to
 * @throws AppError mail-off, mail-refused; invitation-ended for a link that is of somebody else,
 * was used or replaced, or has lapsed
 */
export async function mailLink(
  { storage, clock, links, mail, shopName }: MailLinkDeps,
  author: Author,
  staffId: string,
  link: string,
): Promise<string> {
  const token = new URL(link).searchParams.get('token') ?? '';
  const holder = storage.read(links.find(token));
  if (holder?.staffId !== staffId) throw new AppError('invitation-ended');
  const shop = shopName();
  await mail({
    to: holder.email,
    subject: subjects[holder.kind](shop),
    text: textOf(holder, shop, links.linkOf(token)),
  });
  const { name, email } = holder;
  const record = { at: clock.nowIso(), actor: author, action: 'staff-link-mailed' } as const;
  const detail = { staffId, name, email };
  await storage.transact(() => appendAudit({ ...record, detail }));
  return email;
}
