import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import '../copy/payment-words.ts';
import { BULK_MAX_ROWS } from '../../shared/bulk-refund.ts';
import { keptForm, newListForm, pickedPayments } from '../bulk-refunds/list-form.ts';
import { NewList } from '../bulk-refunds/new-list.tsx';
import { addKorean } from '../copy/i18n.ts';
import { bulkKo } from '../copy/ko/bulk.ts';
import { PageHead } from '../ui/page-head.tsx';
import styles from './bulk-refunds-page.module.css';

addKorean({ bulk: bulkKo });

/**
 * 일괄 환불 만들기, starting with payments picked in the list (`?payTokens=a,b`) or with the form kept
 * in the browser's history.
 */
export function NewBulkRefundPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const location = useLocation();
  const { key, search } = location;
  const state: unknown = location.state;
  const first = useMemo(
    () => keptForm(state, t) ?? newListForm(pickedPayments(search, state)),
    [search, state, t],
  );
  return (
    <div className={styles.page}>
      <PageHead title={t('bulk.form.title')} />
      <p className={styles.intro}>{t('bulk.form.lead', { max: BULK_MAX_ROWS })}</p>
      <NewList
        key={key}
        first={first}
        onChecked={(id, form) => {
          // The back button returns to the filled form, which then replaces this draft.
          const kept = { form: { ...form, replaces: id } };
          const go = async () => {
            await navigate('/bulk-refunds/new', { replace: true, state: kept });
            await navigate(`/bulk-refunds/${id}`);
          };
          void go();
        }}
      />
    </div>
  );
}
