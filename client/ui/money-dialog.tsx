import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button.tsx';
import { ModeBar, type Mode } from './mode-bar.tsx';
import classes from './money-dialog.module.css';

interface MoneyDialogProps {
  mode: Mode;
  shopName: string;
  /** Esc and the cross; a click beside the dialog closes nothing that is about money. */
  onClose: () => void;
  children: ReactNode;
}

/**
 * The frame of everything that moves money: the mode on top, a head and a foot that stay, a body
 * that scrolls. On phones it is a sheet at the bottom. The focus stays inside and goes back to
 * where it came from.
 */
export function MoneyDialog({ mode, shopName, onClose, children }: MoneyDialogProps) {
  return (
    <Modal.Root
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      size={560}
      radius="xl"
      padding={0}
      centered
      transitionProps={{ transition: 'fade', duration: 150 }}
      classNames={{ inner: classes.inner ?? '', content: classes.content ?? '' }}
    >
      <Modal.Overlay color="var(--scrim)" backgroundOpacity={1} />
      <Modal.Content>
        <ModeBar mode={mode} shopName={shopName} start />
        {children}
      </Modal.Content>
    </Modal.Root>
  );
}

interface HeadProps {
  title: ReactNode;
  children?: ReactNode;
  /** Shows the cross; without it the foot has a button that closes. */
  onClose?: () => void;
  /** Takes the focus when it appears: for a pane that replaced the button that was pressed. */
  takesFocus?: boolean;
}

export function MoneyDialogHead({ title, children, onClose, takesFocus = false }: HeadProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <header className={classes.head}>
      <div className={classes.headText}>
        <Modal.Title ref={heading} tabIndex={-1} className={classes.title ?? ''}>
          {title}
        </Modal.Title>
        {children}
      </div>
      {onClose === undefined ? null : (
        <IconButton label={t('common.close')} className={classes.cross} onClick={onClose}>
          <IconX size={16} stroke={1.75} aria-hidden="true" />
        </IconButton>
      )}
    </header>
  );
}

export function MoneyDialogBody({ children }: { children: ReactNode }) {
  return <div className={classes.body}>{children}</div>;
}

export function MoneyDialogFoot({ children }: { children: ReactNode }) {
  return <footer className={classes.foot}>{children}</footer>;
}
