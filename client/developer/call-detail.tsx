import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { BodyText } from './body-text.tsx';
import { anyCall, type CallQuery } from './call-query.ts';
import { DetailState } from './detail-state.tsx';
import {
  callOptions,
  developerOptions,
  type TossCall,
  type WholeCall,
} from './developer-options.ts';
import styles from './log-row.module.css';
import { tookWords } from './took-words.ts';
import { WholeId } from '../parts/log/whole-id.tsx';

/** Filters the list by this call's payment or operation. */
export type OnlyCalls = (query: CallQuery) => void;

/** `:09.123`: seconds with milliseconds, to tell two calls of one second apart. */
const fineClock = (iso: string) => `:${iso.slice(17, 23)}`;

/** All fields of a call, with request and response. */
export function CallDetail({ call, onOnly }: { call: TossCall; onOnly: OnlyCalls }) {
  const { t } = useTranslation();
  const whole = useQuery(callOptions(call.id));
  if (whole.data === undefined) {
    return (
      <DetailState
        error={whole.error}
        title={t('developer.calls.detailFailed')}
        onAgain={() => void whole.refetch()}
      />
    );
  }
  const { payToken, operationId } = call;
  return (
    <>
      <CallFacts call={whole.data} />
      <div className={styles.bodies}>
        <BodyText title={t('developer.body.request')} body={whole.data.request} />
        <BodyText title={t('developer.body.answer')} body={whole.data.answer} />
      </div>
      <div className={styles.acts}>
        {payToken === null ? null : (
          <Button size="xs" onClick={() => onOnly({ ...anyCall, payToken })}>
            {t('developer.calls.only.payment')}
          </Button>
        )}
        {operationId === null ? null : (
          <Button size="xs" onClick={() => onOnly({ ...anyCall, operationId })}>
            {t('developer.calls.only.operation')}
          </Button>
        )}
      </div>
    </>
  );
}

function CallFacts({ call }: { call: WholeCall }) {
  const { t } = useTranslation();
  const desk = useQuery(developerOptions);
  const { startedAt, httpStatus, contentType, errorCode, message, failure } = call;
  const { payToken, orderNo, operationId, answerHash } = call;
  const base = desk.data?.tossBaseUrl ?? '';
  return (
    <Facts>
      <Fact term={t('developer.detail.meaning')}>{t(`developer.meaning.${call.outcome}`)}</Fact>
      <Fact term={t('developer.detail.started')}>
        {`${formatMoment(startedAt)}${fineClock(startedAt)}`}
      </Fact>
      <Fact term={t('developer.detail.took')}>{tookWords(call.tookMs, t)}</Fact>
      <Fact term={t('developer.detail.address')}>
        <span className={`mono ${styles.id ?? ''}`}>{`POST ${base}/api/v1/${call.call}`}</span>
      </Fact>
      <Fact term={t('developer.detail.http')} quiet={httpStatus === null}>
        {httpStatus ?? t('developer.detail.httpNone')}
      </Fact>
      {contentType === null ? null : (
        <Fact term={t('developer.detail.contentType')}>
          <bdi className={`mono ${styles.id ?? ''}`}>{contentType}</bdi>
        </Fact>
      )}
      {errorCode === null ? null : (
        <Fact term={t('developer.detail.error')}>
          <WholeId text={errorCode} />
        </Fact>
      )}
      {message === null ? null : (
        <Fact term={t('developer.detail.message')}>
          <bdi>{message}</bdi>
        </Fact>
      )}
      {failure === null ? null : (
        <Fact term={t('developer.detail.failure')}>
          <bdi lang="en">{failure}</bdi>
        </Fact>
      )}
      {orderNo === null ? null : (
        <Fact term={t('developer.detail.order')}>
          <WholeId text={orderNo} />
        </Fact>
      )}
      {payToken === null ? null : (
        <Fact term={t('developer.detail.payment')}>
          <WholeId text={payToken} />
        </Fact>
      )}
      {operationId === null ? null : (
        <Fact term={t('developer.detail.operation')}>
          <WholeId text={operationId} />
        </Fact>
      )}
      {answerHash === null ? null : (
        <Fact term={t('developer.detail.answerHash')}>
          <WholeId text={answerHash} />
        </Fact>
      )}
    </Facts>
  );
}
