import { useSuspenseQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { may } from '../../shared/permissions.ts';
import { addKorean } from '../copy/i18n.ts';
import { createKo } from '../copy/ko/create.ts';
import { CreatePayment } from '../create-payment/create-payment.tsx';
import { watchPayments } from '../live/use-live.ts';
import { meOptions } from '../me.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHead } from '../ui/page-head.tsx';
import styles from './create-payment-page.module.css';

addKorean({ create: createKo });

/** 결제 만들기. The address has the payment whose link is shown: `/payments/new?made=<payToken>`. */
export function CreatePaymentPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const { data: me } = useSuspenseQuery(meOptions);
  const made = search.get('made');
  useEffect(() => (made === null ? undefined : watchPayments([made])), [made]);
  // A colleague's link may lead here, so say it before the form is filled in.
  if (!may(me.staff.role, 'payments.create')) {
    return (
      <div className={styles.page}>
        <PageHead title={t('create.title')} />
        <EmptyState title={t('problems.codes.forbidden.title')} body={t('create.forbidden')}>
          <Button component={Link} to="/payments">
            {t('frame.notFound.action')}
          </Button>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <PageHead title={t('create.title')} />
      <p className={styles.intro}>{t('create.intro')}</p>
      <CreatePayment
        madeToken={made}
        onMade={(payToken) => setSearch({ made: payToken })}
        onNext={() => setSearch({})}
      />
    </div>
  );
}
