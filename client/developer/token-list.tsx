import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAmount, formatMoment } from '../format.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { developerOptions, tokenListOptions, type ServiceToken } from './developer-options.ts';
import listStyles from './about-log.module.css';
import { ListState } from './list-state.tsx';
import { MakeTokenDialog } from './make-token-dialog.tsx';
import { RevokeTokenDialog } from './revoke-token-dialog.tsx';
import styles from './token-list.module.css';
import { TokenShownDialog, type ShownToken } from './token-shown-dialog.tsx';

type OpenDialog =
  | { kind: 'make' }
  | { kind: 'shown'; shown: ShownToken }
  | { kind: 'revoke'; token: ServiceToken };

/** Valid tokens before revoked ones, each newest first. */
function inOrder(tokens: readonly ServiceToken[]): ServiceToken[] {
  const rank = ({ revokedAt }: ServiceToken) => (revokedAt === null ? 0 : 1);
  return tokens.toSorted((a, b) => rank(a) - rank(b) || (a.createdAt < b.createdAt ? 1 : -1));
}

/** 토큰: the tokens by which storefronts call the API. */
export function TokenList({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation();
  const list = useQuery(tokenListOptions);
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const close = () => setOpen(null);
  return (
    <section aria-label={t('developer.tokens.section')}>
      <ApiAddress />
      {mayChange ? (
        <Button
          variant="filled"
          className={styles.make}
          leftSection={<IconKey size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => setOpen({ kind: 'make' })}
        >
          {t('developer.tokens.make')}
        </Button>
      ) : null}
      <ListState list={list} isEmpty={list.data?.items.length === 0} of="tokens" />
      <ul>
        {inOrder(list.data?.items ?? []).map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            onRevoke={mayChange ? () => setOpen({ kind: 'revoke', token }) : null}
          />
        ))}
      </ul>
      {open?.kind === 'make' ? (
        <MakeTokenDialog
          refunds={list.data?.refunds ?? false}
          onMade={(shown) => setOpen({ kind: 'shown', shown })}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'shown' ? <TokenShownDialog shown={open.shown} onClose={close} /> : null}
      {open?.kind === 'revoke' ? <RevokeTokenDialog token={open.token} onClose={close} /> : null}
    </section>
  );
}

function ApiAddress() {
  const { t } = useTranslation();
  const { data } = useQuery(developerOptions);
  const label = t('developer.tokens.url');
  return (
    <div className={listStyles.address}>
      <p className={listStyles.quiet}>{t('developer.tokens.lead')}</p>
      {data === undefined ? null : (
        <div className={styles.api}>
          <p className={listStyles.label}>{label}</p>
          <CopyLine text={data.apiUrl} label={label} />
        </div>
      )}
    </div>
  );
}

function TokenRow({ token, onRevoke }: { token: ServiceToken; onRevoke: (() => void) | null }) {
  const { t } = useTranslation();
  const { name, scopes, createdAt, revokedAt, lastUsedAt, dayCeilingWon, maker } = token;
  const used =
    lastUsedAt === null
      ? t('developer.tokens.neverUsed')
      : t('developer.tokens.used', { when: formatMoment(lastUsedAt) });
  return (
    <li className={styles.row} data-revoked={revokedAt === null ? undefined : ''}>
      <div className={styles.what}>
        <p className={styles.name}>
          <bdi>{name}</bdi>
        </p>
        <p className={styles.beneath}>
          {scopes.map((scope) => t(`developer.tokens.scope.${scope}`)).join(' · ')}
        </p>
        {dayCeilingWon === null || maker === null ? null : (
          <p className={styles.beneath}>
            {t('developer.tokens.ceilingOf', { amount: formatAmount(dayCeilingWon) })} ·{' '}
            {t('developer.tokens.makerOf', { name: maker.name })}
          </p>
        )}
      </div>
      <div className={styles.times}>
        <p>
          {revokedAt === null
            ? t('developer.tokens.made', { when: formatMoment(createdAt) })
            : t('developer.tokens.revokedAt', { when: formatMoment(revokedAt) })}
        </p>
        <p>{used}</p>
      </div>
      <div className={styles.act}>
        {revokedAt === null && onRevoke !== null ? (
          <Button
            size="xs"
            aria-label={t('developer.tokens.revokeOf', { name })}
            onClick={onRevoke}
          >
            {t('developer.tokens.revoke')}
          </Button>
        ) : (
          <span className={styles.beneath}>
            {t(`developer.tokens.${revokedAt === null ? 'valid' : 'revoked'}`)}
          </span>
        )}
      </div>
    </li>
  );
}
