import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatClockSeconds } from '../format.ts';
import { shortToken } from '../ui/short-token.ts';
import { CallDetail, type OnlyCalls } from './call-detail.tsx';
import type { TossCall } from './developer-options.ts';
import { LogRow } from './log-row.tsx';
import styles from './log-row.module.css';
import { CallMark } from './outcome-mark.tsx';
import { tookWords } from './took-words.ts';

/** One call: its outcome, its purpose, Toss's answer, its payment. */
export function CallRow({ call, onOnly }: { call: TossCall; onOnly: OnlyCalls }) {
  const { t } = useTranslation();
  const { startedAt, payToken, operationId, httpStatus, errorCode, message, failure } = call;
  const name = t(`developer.call.${call.call}`);
  return (
    <LogRow
      at={startedAt}
      mark={<CallMark outcome={call.outcome} />}
      took={tookWords(call.tookMs, t)}
      openLabel={t('developer.calls.open', { name, clock: formatClockSeconds(startedAt) })}
      detail={() => <CallDetail call={call} onOnly={onOnly} />}
      links={
        payToken === null ? null : (
          <>
            <Link to={`/payments/${encodeURIComponent(payToken)}`} title={payToken}>
              {t('developer.payment', { token: shortToken(payToken) })}
            </Link>
            {operationId === null ? null : (
              <Link
                to={`/developer?operationId=${encodeURIComponent(operationId)}`}
                title={operationId}
              >
                {t('developer.operation', { id: shortToken(operationId) })}
              </Link>
            )}
          </>
        )
      }
    >
      <p>
        <span className={styles.name}>{name}</span>{' '}
        <span className={`mono ${styles.path ?? ''}`}>
          {[call.call, httpStatus].filter((part) => part !== null).join(' ')}
        </span>
      </p>
      {errorCode === null && message === null ? null : (
        <p className={styles.beneath}>
          {errorCode === null ? null : <bdi className="mono">{errorCode}</bdi>}{' '}
          {message === null ? null : <bdi>{message}</bdi>}
        </p>
      )}
      {failure === null ? null : (
        <p className={styles.beneath}>
          <bdi lang="en">{failure}</bdi>
        </p>
      )}
    </LogRow>
  );
}
