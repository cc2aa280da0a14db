import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { downloadFile } from '../api-client.ts';
import { ExportDialog } from '../parts/export-dialog.tsx';

/** The log as a file; that it was taken stands in the log, which is read anew. */
export function AuditExportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return (
    <ExportDialog
      title={t('audit.export.title')}
      lead={t('audit.export.lead')}
      personal={t('audit.export.personal')}
      take={({ reason, ...line }) =>
        downloadFile('GET /api/audit/export', { query: { reason } }, line)
      }
      onTaken={() => {
        void client.invalidateQueries({ queryKey: ['audit'] });
      }}
      onClose={onClose}
    />
  );
}
