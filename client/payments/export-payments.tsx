import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadFile } from '../api-client.ts';
import type { Language } from '../copy/i18n.ts';
import { formatAmount } from '../format.ts';
import { ExportDialog } from '../parts/export-dialog.tsx';
import { Segments } from '../ui/segments.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { toPaymentFilter, type ListQuery } from './list-query.ts';
import { paymentSummaryOptions } from './payment-list-options.ts';

const formats = ['xlsx', 'csv'] as const;
type Format = (typeof formats)[number];

/** 내보내기: exports the list's filter as a file, and shows the sums that it will contain. */
export function ExportPayments({ query, onClose }: { query: ListQuery; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [format, setFormat] = useState<Format>('xlsx');
  const ofRefunds = query.clock === 'refunded';
  const { data: summary } = useQuery(paymentSummaryOptions(query));
  return (
    <ExportDialog
      title={t('exports.payments.title')}
      lead={
        summary === undefined
          ? t('exports.payments.leadUnknown')
          : t(`exports.payments.${ofRefunds ? 'leadRefunds' : 'lead'}`, { payments: summary.count })
      }
      personal={t('exports.payments.personal')}
      take={({ reason, ...line }) => {
        const filter = toPaymentFilter(query, deskNowMs());
        const language = i18n.language as Language;
        const asked = { ...filter, sort: query.sort, language, reason };
        return downloadFile(`GET /api/exports/payments.${format}`, { query: asked }, line);
      }}
      onClose={onClose}
    >
      {summary === undefined ? null : (
        <p>
          {t(`exports.payments.${ofRefunds ? 'sumOfRefunds' : 'sums'}`, {
            paid: formatAmount(summary.paid),
            refunded: formatAmount(summary.refunded),
            net: formatAmount(summary.net),
          })}
        </p>
      )}
      <Segments
        label={t('exports.payments.format')}
        value={format}
        options={formats.map((value) => ({ value, label: t(`exports.payments.${value}`) }))}
        onChange={setFormat}
      />
    </ExportDialog>
  );
}
