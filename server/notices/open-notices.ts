/** Puts 설정 › 알림 together: routes, digests to the chat, and sheets by mail. */
import { resolveName, type ResolveName } from '../allowed-address.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { attemptTimes, type AttemptTimes } from '../guarded-post.ts';
import type { Route } from '../http/endpoint.ts';
import { createSealer, keyFrom } from '../seal-text.ts';
import { createMailer } from '../send-mail.ts';
import type { SlowReads } from '../storage/slow-reads/slow-reads.ts';
import { chatTimes, createChatTeller, type ChatTimes } from './chat-teller.ts';
import { noticeRoutes } from './notice-routes.ts';
import { createSheetMailer, mailTimes, type MailTimes } from './sheet-mailer.ts';

/** Replaces times and names in tests. */
export interface NoticeBounds {
  attempt?: AttemptTimes;
  chat?: ChatTimes;
  mail?: MailTimes;
  resolve?: ResolveName;
}

/** What sheets are made of. */
export interface NoticeParts {
  slowReads: SlowReads;
  shopName: () => string;
}

export interface Notices {
  routes: Route[];
  start(): void;
  stop(): Promise<void>;
}

export function openNotices(
  config: Config,
  deps: Pick<Deps, 'storage' | 'clock' | 'random' | 'log'>,
  parts: NoticeParts,
  bounds: NoticeBounds = {},
): Notices {
  const { publicUrl, mail } = config;
  const { storage, clock, log } = deps;
  const { resolve = resolveName } = bounds;
  const rules = { live: config.mode === 'live', allowed: config.eventsOutNetworks };
  const sealer = createSealer(keyFrom(config.authSecret, 'chat address'), deps.random);
  const teller = createChatTeller({
    ...{ storage, clock, log, sealer, rules, resolve },
    attempt: bounds.attempt ?? attemptTimes,
    times: bounds.chat ?? chatTimes,
    link: `${publicUrl}/review`,
  });
  const mailer = createSheetMailer({
    ...{ storage, clock, log, publicUrl, ...parts },
    send: createMailer(mail),
    times: bounds.mail ?? mailTimes,
  });
  const canMail = mail !== null;
  return {
    routes: noticeRoutes({ storage, sealer, rules, resolve, teller, canMail }),
    start: () => {
      teller.start();
      if (canMail) mailer.start();
    },
    stop: async () => {
      await Promise.all([teller.stop(), mailer.stop()]);
    },
  };
}
