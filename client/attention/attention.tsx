import { IconVolumeOff } from '@tabler/icons-react';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { deskAccess } from '../desk-access.ts';
import { addKorean } from '../copy/i18n.ts';
import { attentionKo } from '../copy/ko/attention.ts';
import { formatAmount } from '../format.ts';
import { announce } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { ApprovalCaller, type CallKind, type WaitingPayment } from './approval-caller.ts';
import styles from './attention.module.css';
import { notificationLog } from './notification-log.ts';
import { canCall, showNotification } from '../notifications.ts';
import { Ring } from './ring.ts';

addKorean({ attention: attentionKo });

type Waiting = readonly WaitingPayment[];

/** At most this many waiting payments are fetched. */
const MOST = 100;

/** Payments that await final approval, without those that have an open operation. */
async function readWaiting(): Promise<WaitingPayment[]> {
  const { items } = await callApi('GET /api/payments', {
    query: { status: 'PAY_APPROVED', limit: MOST },
  });
  return items.filter(({ openOperation }) => openOperation === null);
}

/** The notifications on the screen with their payments. */
class Shown {
  #shown: { payTokens: readonly string[]; notification: Notification }[] = [];

  add(payments: Waiting, notification: Notification): void {
    const payTokens = payments.map(({ payToken }) => payToken);
    // A later notification replaces an earlier one for the same payments.
    this.#close((one) => one.payTokens.every((token) => payTokens.includes(token)));
    this.#shown.push({ payTokens, notification });
  }

  keepOnly(waiting: ReadonlySet<string>): void {
    this.#close((one) => !one.payTokens.some((token) => waiting.has(token)));
  }

  closeAll(): void {
    this.#close(() => true);
  }

  #close(isOver: (one: { payTokens: readonly string[] }) => boolean): void {
    for (const one of this.#shown) if (isOver(one)) one.notification.close();
    this.#shown = this.#shown.filter((one) => !isOver(one));
  }
}

/** Plays the sound; `blocked` if no tab of the browser was allowed to. */
function useRing(sound: boolean) {
  const ring = useRef<Ring | null>(null);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    if (!sound || !canCall()) return undefined;
    const own = new Ring(() => setBlocked(true));
    ring.current = own;
    return () => {
      ring.current = null;
      own.close();
    };
  }, [sound]);
  useEffect(() => {
    if (!blocked) return undefined;
    // After any press the browser lets this tab play sounds.
    const pressed = () => setBlocked(false);
    window.addEventListener('pointerup', pressed);
    window.addEventListener('keydown', pressed);
    return () => {
      window.removeEventListener('pointerup', pressed);
      window.removeEventListener('keydown', pressed);
    };
  }, [blocked]);
  const play = useCallback((kind: CallKind) => void ring.current?.ring(kind), []);
  return { play, blocked };
}

interface AttentionProps {
  /** This person's preferences. */
  notice: boolean;
  sound: boolean;
  /** This tab notifies on behalf of all tabs of the browser. */
  leads: boolean;
  staffId: string;
  shopName: string;
  /** Changes whenever the waiting payments may have changed. */
  news: string;
  /** Opens the payment, or with `null` all that wait. */
  onOpen: (payToken: string | null) => void;
}

/** Notifies this person, in the chosen ways, of payments that newly await final approval. */
export function Attention(props: AttentionProps) {
  const { notice, sound, leads, staffId, shopName, news, onOpen } = props;
  const { t } = useTranslation();
  const { play, blocked } = useRing(sound);
  const caller = useRef<ApprovalCaller | null>(null);
  // Since when this tab has been open, even if another tab notified meanwhile.
  const [startedAt] = useState(deskNowMs);
  const tell = useEffectEvent((shown: Shown, kind: CallKind, payments: Waiting) => {
    const amount = formatAmount(payments.reduce((sum, one) => sum + one.amount, 0));
    const body = t(`attention.call.${kind}`, { count: payments.length, amount });
    announce(body);
    if (!notice) return;
    // Notifications may also show on a locked device, where anybody can read them, so they contain
    // no order number, product or buyer data.
    const [only, ...others] = payments;
    const notification = showNotification(shopName, body, () =>
      onOpen(others.length === 0 && only !== undefined ? only.payToken : null),
    );
    if (notification !== null) shown.add(payments, notification);
  });
  useEffect(() => {
    if (!leads) return undefined;
    const shown = new Shown();
    const own = new ApprovalCaller(
      {
        now: deskNowMs,
        read: readWaiting,
        memory: notificationLog(staffId),
        isOpen: () => deskAccess.read().standing === 'open',
        call: (kind, payments, loud) => {
          tell(shown, kind, payments);
          if (loud) play(kind);
        },
        onWaiting: (waiting) => shown.keepOnly(waiting),
      },
      startedAt,
    );
    caller.current = own;
    own.look();
    const forget = deskAccess.subscribe(() => {
      if (deskAccess.read().standing !== 'open') shown.closeAll();
    });
    return () => {
      caller.current = null;
      own.stop();
      forget();
      shown.closeAll();
    };
  }, [leads, staffId, startedAt, play]);
  useEffect(() => {
    caller.current?.look();
  }, [news]);
  if (!blocked) return null;
  return (
    <div className={styles.blocked}>
      <Notice tone="warn" icon={<IconVolumeOff size={16} stroke={1.75} />}>
        <p>{t('attention.sound.blocked')}</p>
      </Notice>
    </div>
  );
}
