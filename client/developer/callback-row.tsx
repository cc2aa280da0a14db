import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatClockSeconds, formatMoment } from '../format.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { shortToken } from '../ui/short-token.ts';
import { BodyText } from './body-text.tsx';
import { anyCallback, hrefOfPayment, type CallbackQuery } from './call-query.ts';
import { DetailState } from './detail-state.tsx';
import { callbackOptions, type Callback } from './developer-options.ts';
import { LogRow } from './log-row.tsx';
import styles from './log-row.module.css';
import { CallbackMark } from './outcome-mark.tsx';
import { WholeId } from '../parts/log/whole-id.tsx';

interface RowProps {
  callback: Callback;
  /** Filters the list by this payment. */
  onOnly: (query: CallbackQuery) => void;
}

/** One callback: when it came, how often, and its outcome. */
export function CallbackRow({ callback, onOnly }: RowProps) {
  const { t } = useTranslation();
  const { receivedAt, payToken, outcome, times, contentType } = callback;
  const nameless = payToken === null && outcome === 'waiting';
  return (
    <LogRow
      at={receivedAt}
      mark={<CallbackMark outcome={outcome} named={payToken !== null} />}
      took={null}
      openLabel={t('developer.callbacks.open', { clock: formatClockSeconds(receivedAt) })}
      detail={() => <CallbackDetail callback={callback} onOnly={onOnly} />}
      links={
        payToken === null ? null : (
          <>
            <Link to={`/payments/${encodeURIComponent(payToken)}`} title={payToken}>
              {t('developer.payment', { token: shortToken(payToken) })}
            </Link>
            <Link to={hrefOfPayment('calls', payToken)}>{t('developer.callbacks.calls')}</Link>
          </>
        )
      }
    >
      <p>{t(`developer.becameMeaning.${nameless ? 'nameless' : outcome}`)}</p>
      {times === 1 ? null : (
        <p className={styles.beneath}>{t('developer.callbacks.times', { count: times })}</p>
      )}
      {contentType === '' ? null : (
        <p className={styles.beneath}>
          <bdi className={`mono ${styles.id ?? ''}`}>{contentType}</bdi>
        </p>
      )}
    </LogRow>
  );
}

function CallbackDetail({ callback, onOnly }: RowProps) {
  const { t } = useTranslation();
  const whole = useQuery(callbackOptions(callback.id));
  if (whole.data === undefined) {
    return (
      <DetailState
        error={whole.error}
        title={t('developer.callbacks.detailFailed')}
        onAgain={() => void whole.refetch()}
      />
    );
  }
  const { receivedAt, handledAt, times, payToken, bytes, bodyHash, body, expiresAt } = whole.data;
  const isDropped = body.text === '' && bytes > 0;
  return (
    <>
      <Facts>
        <Fact term={t('developer.callbacks.received')}>{formatMoment(receivedAt)}</Fact>
        {handledAt === null ? null : (
          <Fact term={t('developer.callbacks.handled')}>{formatMoment(handledAt)}</Fact>
        )}
        <Fact term={t('developer.callbacks.often')}>
          {t('developer.callbacks.oftenValue', { count: times })}
        </Fact>
        {payToken === null ? null : (
          <Fact term={t('developer.detail.payment')}>
            <WholeId text={payToken} />
          </Fact>
        )}
        <Fact term={t('developer.callbacks.bytes')}>
          {t('developer.callbacks.bytesValue', { count: bytes })}
        </Fact>
        <Fact term={t('developer.callbacks.bodyHash')}>
          <WholeId text={bodyHash} />
        </Fact>
        {expiresAt === null ? null : (
          <Fact term={t('developer.callbacks.expires')}>{formatMoment(expiresAt)}</Fact>
        )}
      </Facts>
      <div className={styles.single}>
        {isDropped ? (
          <p>{t('developer.callbacks.dropped')}</p>
        ) : (
          <BodyText title={t('developer.body.callback')} body={body} />
        )}
      </div>
      {payToken === null ? null : (
        <div className={styles.acts}>
          <Button size="xs" onClick={() => onOnly({ ...anyCallback, payToken })}>
            {t('developer.callbacks.only')}
          </Button>
        </div>
      )}
    </>
  );
}
