import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../../shared/operation.ts';
import classes from './progress-pane.module.css';
import { receiptPath } from '../parts/receipt-path.ts';

/** The refund's receipt, in a new tab, because this dialog's address would start another refund. */
export function ReceiptLink({ operation }: { operation: Operation }) {
  const { t } = useTranslation();
  return (
    <Button
      component="a"
      size="lg"
      variant="subtle"
      color="gray"
      className={classes.receipt ?? ''}
      href={receiptPath(operation)}
      target="_blank"
      rel="noopener"
      title={t('operations.done.receiptOpens')}
      leftSection={<IconPrinter size={16} stroke={1.75} aria-hidden="true" />}
    >
      {t('operations.done.receipt')}
    </Button>
  );
}
