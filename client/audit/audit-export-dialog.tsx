import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { downloadFile } from '../api-client.ts';
import { ExportDialog } from '../parts/export-dialog.tsx';

/** Exports the log. The export is an entry of its own, so the log is fetched again. */
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
