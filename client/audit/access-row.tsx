import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AccessRecord } from '../../shared/access-record.ts';
import { askedText } from '../../shared/asked-words.ts';
import { formatClockSeconds, formatMoment } from '../format.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { UnfoldingRow } from '../parts/log/unfolding-row.tsx';
import { shortToken } from '../ui/short-token.ts';
import { anyAccess, type AccessQuery } from './access-query.ts';
import detailStyles from './audit-detail.module.css';
import styles from './audit-entry-row.module.css';

type OnlyThese = (query: AccessQuery) => void;

interface RowProps {
  record: AccessRecord;
  /** By payToken; of payments that the desk knows. */
  orderNos: Readonly<Record<string, string>>;
  onOnly: OnlyThese;
}

/** The name of a person or of a storefront's token. */
export function accessorText({ actor }: Pick<AccessRecord, 'actor'>, t: TFunction): string {
  return t(`access.who.${actor.type}`, { name: actor.name });
}

function queryText(query: NonNullable<AccessRecord['query']>, t: TFunction): string {
  return askedText(query, t('access.asking', { returnObjects: true }));
}

/** One record: when, who, from where and what; the payments unfold. */
export function AccessRow({ record, orderNos, onOnly }: RowProps) {
  const { t } = useTranslation();
  const { at, actor, payTokens, query, requests } = record;
  const kind = t(`access.kinds.${record.kind}`);
  return (
    <UnfoldingRow
      className={styles.entry}
      at={at}
      openLabel={t('access.open', { clock: formatClockSeconds(at), kind })}
      detail={() => <AccessDetail record={record} orderNos={orderNos} onOnly={onOnly} />}
    >
      <span className={styles.who}>
        <bdi>{accessorText(record, t)}</bdi>
        {actor.address === null ? null : (
          <span className={`mono ${styles.address ?? ''}`}>{actor.address}</span>
        )}
      </span>
      <div className={styles.what}>
        <p>{kind}</p>
        {payTokens.length === 0 ? null : (
          <p className={styles.beneath}>{t('access.payments', { count: payTokens.length })}</p>
        )}
        {requests === 1 ? null : (
          <p className={styles.beneath}>{t('access.requests', { count: requests })}</p>
        )}
        {query === null ? null : (
          <p className={styles.beneath}>
            <bdi>{t('access.asked', { query: queryText(query, t) })}</bdi>
          </p>
        )}
      </div>
    </UnfoldingRow>
  );
}

function AccessDetail({ record, orderNos, onOnly }: RowProps) {
  const { t } = useTranslation();
  const { at, actor, payTokens, query } = record;
  return (
    <>
      <Facts>
        <Fact term={t('access.detail.at')}>
          {t('access.detail.atValue', {
            when: `${formatMoment(at)}:${formatClockSeconds(at).slice(6)}`,
          })}
        </Fact>
        <Fact term={t('access.detail.who')}>
          <bdi>{accessorText(record, t)}</bdi>{' '}
          <span className={`mono ${detailStyles.id ?? ''}`}>{actor.id}</span>
        </Fact>
        {actor.address === null ? null : (
          <Fact term={t('access.detail.address')}>
            <span className="mono">{actor.address}</span>
          </Fact>
        )}
        <Fact term={t('access.detail.kind')}>{t(`access.kinds.${record.kind}`)}</Fact>
        {query === null ? null : (
          <Fact term={t('access.detail.query')}>
            <bdi>{queryText(query, t)}</bdi>
          </Fact>
        )}
        <Fact term={t('access.detail.payments')}>
          {payTokens.length === 0 ? (
            noneText(record, t)
          ) : (
            <Payments payTokens={payTokens} orderNos={orderNos} />
          )}
        </Fact>
      </Facts>
      <div className={detailStyles.only}>
        <Button size="xs" onClick={() => onOnly({ ...anyAccess, staff: actor.id })}>
          {t(`access.only.${actor.type}`)}
        </Button>
      </div>
    </>
  );
}

const noneText = ({ kind }: AccessRecord, t: TFunction) =>
  t(kind === 'export' ? 'access.detail.inFile' : 'access.detail.none');

function Payments({
  payTokens,
  orderNos,
}: Pick<RowProps, 'orderNos'> & { payTokens: readonly string[] }) {
  return (
    <ul className={detailStyles.changes}>
      {payTokens.map((payToken) => (
        <li key={payToken}>
          <Link to={`/payments/${encodeURIComponent(payToken)}`} title={payToken} className="mono">
            {orderNos[payToken] ?? shortToken(payToken)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
