import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../../shared/operation.ts';
import { formatAmount } from '../format.ts';
import { announce } from '../ui/announcer.tsx';
import { writeClipboard } from '../ui/write-clipboard.ts';

/** Copies a sentence for the buyer about the operation's outcome. */
export function CopyTextButton({ operation }: { operation: Operation }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const done = await writeClipboard(
      t(`operations.done.copyText.${operation.kind}`, {
        orderNo: operation.orderNo,
        amount: formatAmount(operation.amount),
      }),
    );
    setCopied(done);
    announce(t(done ? 'common.copied' : 'common.copyFailed'));
  };
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <Button
      leftSection={<Icon size={16} stroke={1.75} aria-hidden="true" />}
      onClick={() => {
        void copy();
      }}
    >
      {t(copied ? 'common.copied' : 'operations.done.copy')}
    </Button>
  );
}
