import '../mantine-lazy.css';
import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import '../copy/payment-words.ts';
import { paymentActions } from '../../shared/payment-actions.ts';
import { announce } from '../ui/announcer.tsx';
import { writeClipboard } from '../ui/write-clipboard.ts';
import type { RowMenuProps } from './row-actions.ts';

const kinds = ['execute', 'refund', 'cancel'] as const;

function Items({ payment, role, offline, onOpen, onAct, onRecheck }: RowMenuProps) {
  const { t } = useTranslation();
  const actions = paymentActions(payment, role);
  const { payToken, orderNo } = payment;
  const copy = async () => {
    const done = await writeClipboard(orderNo);
    announce(done ? t('common.copied') : t('common.copyFailed'));
  };
  return (
    <Menu.Dropdown aria-label={t('list.row.menuOf', { orderNo })}>
      <Menu.Item onClick={() => onOpen(payToken)}>{t('list.row.detail')}</Menu.Item>
      {kinds
        .filter((kind) => !offline && actions[kind].allowed)
        .map((kind) => (
          <Menu.Item key={kind} onClick={() => onAct(kind, payToken)}>
            {t(`common.kind.${kind}`)}
          </Menu.Item>
        ))}
      <Menu.Divider />
      <Menu.Item disabled={offline} onClick={() => onRecheck(payment)}>
        {t('list.row.recheck')}
      </Menu.Item>
      <Menu.Item onClick={() => void copy()}>{t('list.row.copyOrderNo')}</Menu.Item>
    </Menu.Dropdown>
  );
}

/** The open menu of a row; `children` is its button. */
export function RowMenuItems({
  onChange,
  children,
  ...props
}: RowMenuProps & { onChange: (opened: boolean) => void; children: ReactNode }) {
  return (
    <Menu
      defaultOpened
      onChange={onChange}
      position="bottom-end"
      shadow="md"
      width={184}
      withinPortal={false}
    >
      <Menu.Target>{children}</Menu.Target>
      <Items {...props} />
    </Menu>
  );
}
