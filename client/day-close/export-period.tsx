import { useTranslation } from 'react-i18next';
import { downloadFile } from '../api-client.ts';
import type { Language } from '../copy/i18n.ts';
import { ExportDialog } from '../parts/export-dialog.tsx';

/** The payments of some days and the refunds made on them, as a workbook with its sums. */
export function ExportPeriod({
  from,
  to,
  isSigned,
  onClose,
}: {
  from: string;
  to: string;
  /** A signed month, of which the file tells the signed sums too. */
  isSigned: boolean;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const lead = t('dayClose.export.lead');
  return (
    <ExportDialog
      title={t('dayClose.export.title')}
      lead={isSigned ? `${lead} ${t('dayClose.export.signed')}` : lead}
      personal={t('dayClose.export.personal')}
      take={({ reason, ...line }) => {
        const query = { from, to, language: i18n.language as Language, reason };
        return downloadFile('GET /api/exports/period.xlsx', { query }, line);
      }}
      onClose={onClose}
    />
  );
}
