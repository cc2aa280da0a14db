import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OperationKind } from '../../shared/operation.ts';
import { Notice } from '../ui/notice.tsx';

interface BusyNoticeProps {
  operation: { id: string; kind: OperationKind; requestedBy: { name: string } };
  onFollow: (operationId: string) => void;
}

/** The payment has an open operation: says whose it is, with a button to view it. */
export function BusyNotice({ operation, onFollow }: BusyNoticeProps) {
  const { t } = useTranslation();
  return (
    <Notice
      title={t(`operations.busy.${operation.kind}`, { name: operation.requestedBy.name })}
      action={<Button onClick={() => onFollow(operation.id)}>{t('operations.seeProgress')}</Button>}
    >
      <p>{t('operations.busy.body')}</p>
    </Notice>
  );
}
