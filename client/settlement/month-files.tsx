import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { downloadFile } from '../api-client.ts';
import type { Language } from '../copy/i18n.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { announce } from '../ui/announcer.tsx';
import { saveFile } from '../ui/save-file.ts';

/** The month as a workbook and as CSV. It has no data about buyers, so no reason is asked for. */
export function MonthFiles({ month }: { month: string }) {
  const { t, i18n } = useTranslation();
  const taking = useMutation({
    mutationFn: async (kind: 'xlsx' | 'csv') => {
      const query = { month, language: i18n.language as Language };
      const { name, blob } = await downloadFile(`GET /api/exports/settlement.${kind}`, { query });
      saveFile(name, blob);
      return name;
    },
    onSuccess: (name) => announce(t('settlement.file.done', { name })),
  });
  return (
    <>
      {(['xlsx', 'csv'] as const).map((kind) => (
        <Button
          key={kind}
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
          loading={taking.isPending && taking.variables === kind}
          onClick={() => taking.mutate(kind)}
        >
          {t(`settlement.file.${kind}`)}
        </Button>
      ))}
      {taking.isError ? (
        <ProblemNotice error={taking.error} money={false} title={t('settlement.file.failed')} />
      ) : null}
    </>
  );
}
