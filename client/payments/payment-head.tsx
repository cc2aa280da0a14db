import '../mantine-lazy.css';
import { Button, Menu } from '@mantine/core';
import { IconDots, IconRefresh, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Lease, PaymentDetail } from '../../shared/api.ts';
import type { OperationKind } from '../../shared/operation.ts';
import { formatAgo } from '../format.ts';
import { announce } from '../ui/announcer.tsx';
import { Amount } from '../ui/amount.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { RefundingNow } from '../parts/refunding-now.tsx';
import { PaymentChip } from '../parts/status-chip.tsx';
import { useTick } from '../ui/ticker.ts';
import { writeClipboard } from '../ui/write-clipboard.ts';
import { canceledByWords } from './canceled-by-words.ts';
import { allowedActions, whyNothing } from './main-action.ts';
import styles from './payment-head.module.css';

const keys: Partial<Record<OperationKind, string>> = { execute: 'E', refund: 'R' };

interface Acting {
  detail: PaymentDetail;
  /** `false` while the desk can't be reached: nothing that moves money may be started. */
  reachable: boolean;
  refreshing: boolean;
  /** Who else has its refund form open. */
  colleague: Lease | null;
  onAct: (kind: OperationKind) => void;
  onRefresh: () => void;
}

function useActWord(detail: PaymentDetail): (kind: OperationKind) => string {
  const { t } = useTranslation();
  return (kind) =>
    kind === 'refund' && detail.payment.refunded > 0
      ? t('detail.refundMore')
      : t(`common.kind.${kind}`);
}

function MoreMenu({ acting, others }: { acting: Acting; others: OperationKind[] }) {
  const { t } = useTranslation();
  const word = useActWord(acting.detail);
  const { payment } = acting.detail;
  const copy = async (text: string) =>
    announce((await writeClipboard(text)) ? t('common.copied') : t('common.copyFailed'));
  const copies = {
    [t('common.orderNo')]: payment.orderNo,
    [t('common.payToken')]: payment.payToken,
  };
  return (
    <Menu position="bottom-end" withinPortal shadow="md">
      <Menu.Target>
        <Button className={styles.more} aria-label={t('detail.more')}>
          <IconDots size={16} stroke={1.75} aria-hidden="true" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map((kind) => (
          <Menu.Item key={kind} onClick={() => acting.onAct(kind)}>
            {word(kind)}
          </Menu.Item>
        ))}
        {others.length === 0 ? null : <Menu.Divider />}
        <Menu.Item onClick={acting.onRefresh}>{t('detail.refresh')}</Menu.Item>
        {Object.entries(copies).map(([what, text]) => (
          <Menu.Item key={what} onClick={() => void copy(text)}>
            {t('common.copyOf', { what })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Freshness({ acting }: { acting: Acting }) {
  const { t } = useTranslation();
  const { observedAt } = acting.detail.payment;
  const ago = useTick((nowMs) => formatAgo(observedAt, nowMs));
  return (
    <>
      <span className={styles.observed}>
        {acting.refreshing ? t('detail.refreshing') : t('common.observed', { ago })}
      </span>
      <IconButton
        label={t('detail.refresh')}
        aria-disabled={acting.refreshing}
        className={styles.refresh}
        onClick={acting.refreshing ? undefined : acting.onRefresh}
      >
        <IconRefresh size={16} stroke={1.75} className={acting.refreshing ? 'spin' : undefined} />
      </IconButton>
    </>
  );
}

/** The amount, the product, the status, and what may be done or why nothing may. */
export function PaymentHead(acting: Acting) {
  const { t } = useTranslation();
  const { detail, reachable, colleague } = acting;
  const { payment, actions } = detail;
  const word = useActWord(detail);
  const [main, ...others] = reachable ? allowedActions(actions) : [];
  const refusal = whyNothing(payment, actions);
  // A notice below the head explains this one and says what to do.
  const why = refusal === 'not-read-since-restore' ? null : refusal;
  const canceled = canceledByWords(detail, t);
  const key = main === undefined ? undefined : keys[main];
  return (
    <header className={styles.head}>
      <div className={styles.hero}>
        <div className={styles.what}>
          <p className={styles.amount}>
            <Amount won={payment.amount} struck={payment.status === 'PAY_CANCEL'} />
          </p>
          <h2 className={styles.product}>{payment.productDesc}</h2>
        </div>
        <div className={styles.acts}>
          {main === undefined ? null : (
            <Button
              variant={main === 'cancel' ? 'default' : 'filled'}
              className={styles.main}
              onClick={() => acting.onAct(main)}
              rightSection={
                key === undefined ? undefined : (
                  <span className={styles.key} aria-hidden="true">
                    <Kbd>{key}</Kbd>
                  </span>
                )
              }
            >
              {word(main)}
            </Button>
          )}
          <MoreMenu acting={acting} others={others} />
        </div>
      </div>
      <div className={styles.status}>
        <PaymentChip payment={payment} amounts />
        <Freshness acting={acting} />
      </div>
      {colleague === null || !reachable ? null : (
        <p className={styles.colleague}>
          <IconUsers size={16} stroke={1.75} aria-hidden="true" />
          <span>
            <RefundingNow lease={colleague} />
          </span>
        </p>
      )}
      {canceled === null ? null : <p className={styles.why}>{canceled}</p>}
      {why === null || !reachable ? null : (
        <p className={styles.why}>{t(`detail.refusals.${why}`)}</p>
      )}
    </header>
  );
}
