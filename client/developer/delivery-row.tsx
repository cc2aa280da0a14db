import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { callApi } from '../api-client.ts';
import { formatClockSeconds, formatMoment } from '../format.ts';
import { WholeId } from '../parts/log/whole-id.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { announce } from '../ui/announcer.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { shortToken } from '../ui/short-token.ts';
import { BodyText } from './body-text.tsx';
import { DetailState } from './detail-state.tsx';
import { LogRow } from './log-row.tsx';
import styles from './log-row.module.css';
import { DeliveryMark } from './outcome-mark.tsx';
import { tookWords } from './took-words.ts';
import { deliveryOptions, refreshWebhook, type Delivery } from './webhook-options.ts';

interface RowProps {
  /** Of the endpoint. */
  id: string;
  delivery: Delivery;
  mayChange: boolean;
}

/** What a waiting delivery waits for; `null` for a first attempt that is due. */
function nextText({ state, attempts, nextAt }: Delivery, t: TFunction): string | null {
  if (state !== 'waiting') return null;
  if (nextAt === null) return t('developer.webhooks.log.behind');
  return attempts === 0 ? null : t('developer.webhooks.log.next', { when: formatMoment(nextAt) });
}

/** How the attempts went and what comes next. */
function courseOf(delivery: Delivery, t: TFunction): string {
  const { attempts, failure, httpStatus: status, late } = delivery;
  return [
    failure === null ? null : t(`developer.webhooks.log.why.${failure}`, { status: status ?? '' }),
    late ? t('developer.webhooks.log.late') : null,
    attempts > 1 ? t('developer.webhooks.log.attempts', { count: attempts }) : null,
    nextText(delivery, t),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** One event at one endpoint. */
export function DeliveryRow({ id, delivery, mayChange }: RowProps) {
  const { t } = useTranslation();
  const { type, at, payToken, orderNo, state, tookMs } = delivery;
  const name = t(`developer.webhooks.types.${type}`);
  const course = courseOf(delivery, t);
  return (
    <LogRow
      at={at}
      mark={<DeliveryMark state={state} />}
      took={tookMs === null ? null : tookWords(tookMs, t)}
      openLabel={t('developer.webhooks.log.open', { name, clock: formatClockSeconds(at) })}
      detail={() => <DeliveryDetail id={id} delivery={delivery} mayChange={mayChange} />}
      links={
        payToken === null ? null : (
          <>
            <Link to={`/payments/${encodeURIComponent(payToken)}`} title={payToken}>
              {t('developer.payment', { token: shortToken(payToken) })}
            </Link>
            {orderNo === null ? null : (
              <span className={styles.id}>{t('developer.webhooks.log.order', { orderNo })}</span>
            )}
          </>
        )
      }
    >
      <p>
        <span className={styles.name}>{name}</span>{' '}
        <span className={`mono ${styles.path ?? ''}`}>{type}</span>
      </p>
      {course === '' ? null : <p className={styles.beneath}>{course}</p>}
    </LogRow>
  );
}

function DeliveryDetail({ id, delivery, mayChange }: RowProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const whole = useQuery(deliveryOptions(id, delivery));
  const again = useMutation({
    mutationFn: () => {
      const params = { id, seq: String(delivery.seq) };
      return callApi('POST /api/webhooks/:id/deliveries/:seq/again', { params });
    },
    onSuccess: () => announce(t('developer.webhooks.log.againDone')),
    onSettled: () => refreshWebhook(client, id),
  });
  if (whole.data === undefined) {
    return (
      <DetailState
        error={whole.error}
        title={t('developer.webhooks.log.detailFailed')}
        onAgain={() => void whole.refetch()}
      />
    );
  }
  const { eventId, at, lastAt, httpStatus, body, answer } = whole.data;
  return (
    <>
      <Facts>
        <Fact term={t('developer.webhooks.log.happened')}>{formatMoment(at)}</Fact>
        {lastAt === null ? null : (
          <Fact term={t('developer.webhooks.log.tried')}>{formatMoment(lastAt)}</Fact>
        )}
        {httpStatus === null ? null : <Fact term={t('developer.detail.http')}>{httpStatus}</Fact>}
        <Fact term={t('developer.webhooks.log.id')}>
          <WholeId text={eventId} />
        </Fact>
      </Facts>
      <div className={styles.bodies}>
        <BodyText title={t('developer.webhooks.log.sent')} body={body} />
        <BodyText title={t('developer.webhooks.log.answer')} body={answer} />
      </div>
      {again.isError ? <ProblemNotice error={again.error} money={false} /> : null}
      {mayChange ? (
        <div className={styles.acts}>
          <Button size="xs" loading={again.isPending} onClick={() => again.mutate()}>
            {t('developer.webhooks.log.again')}
          </Button>
        </div>
      ) : null}
    </>
  );
}
