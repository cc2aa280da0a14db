import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { addKorean } from '../copy/i18n.ts';
import { createKo } from '../copy/ko/create.ts';
import { CreatePayment } from '../create-payment/create-payment.tsx';
import { watchPayments } from '../live/use-live.ts';
import { PageHead } from '../ui/page-head.tsx';
import styles from './create-payment-page.module.css';

addKorean({ create: createKo });

/** 결제 만들기. The address has the payment whose link is shown: `/payments/new?made=<payToken>`. */
export function CreatePaymentPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const made = search.get('made');
  useEffect(() => (made === null ? undefined : watchPayments([made])), [made]);
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
