import { Button } from '@mantine/core';
import { IconPrinter, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export interface ReadSheet {
  busy: boolean;
  printing: boolean;
  onAgain: () => void;
  onPrint: () => void;
}

/** Reads the sheet again, and prints it. */
export function SheetActs({ sheet }: { sheet: ReadSheet }) {
  const { t } = useTranslation();
  const { busy, printing, onAgain, onPrint } = sheet;
  return (
    <>
      <Button
        leftSection={<IconRefresh size={16} stroke={1.75} aria-hidden="true" />}
        aria-disabled={busy}
        onClick={busy ? undefined : onAgain}
      >
        {t('dayClose.bar.again')}
      </Button>
      <Button
        variant="filled"
        leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden="true" />}
        loading={printing}
        aria-disabled={busy}
        onClick={busy ? undefined : onPrint}
      >
        {t('dayClose.bar.print')}
      </Button>
    </>
  );
}
