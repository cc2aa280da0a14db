import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import '../copy/payment-words.ts';
import { RunView } from '../bulk-refunds/run-view.tsx';
import { RunsList } from '../bulk-refunds/runs-list.tsx';
import { addKorean } from '../copy/i18n.ts';
import { bulkKo } from '../copy/ko/bulk.ts';
import { meOptions } from '../me.ts';
import { PageHead } from '../ui/page-head.tsx';
import styles from './bulk-refunds-page.module.css';

addKorean({ bulk: bulkKo });

/** 일괄 환불: the newest runs, or one of them, as the address says. */
export function BulkRefundsPage() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meOptions);
  const { id } = useParams();
  const navigate = useNavigate();
  const mayMake = me.permissions.includes('operations.request');
  if (id === undefined) {
    return (
      <div className={styles.page}>
        <div className={styles.head}>
          <PageHead title={t('bulk.title')}>
            {mayMake ? (
              <Button component={Link} to="/bulk-refunds/new" variant="filled">
                {t('bulk.make')}
              </Button>
            ) : null}
          </PageHead>
        </div>
        <RunsList mayMake={mayMake} />
      </div>
    );
  }
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHead title={t('bulk.title')} />
      </div>
      <RunView
        key={id}
        id={id}
        me={me}
        onChecked={(next) => void navigate(`/bulk-refunds/${next}`, { replace: true })}
      />
    </div>
  );
}
