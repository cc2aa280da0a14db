import '../mantine-lazy.css';
import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './dialog.module.css';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  /**
   * Called on Escape and by the close button; a click outside does not close, so no input is lost.
   */
  onClose: () => void;
  children: ReactNode;
}

/**
 * A dialog with fixed head and foot and a scrolling body; a bottom sheet on phones. Traps the focus
 * and returns it on close.
 */
export function Dialog({ onClose, children }: DialogProps) {
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
      <Modal.Content>{children}</Modal.Content>
    </Modal.Root>
  );
}

interface HeadProps {
  title: ReactNode;
  children?: ReactNode;
  /** Shows the close button; leave it out where the foot has one. */
  onClose?: () => void;
  /** Takes the focus on mount: for a pane that replaced the button that was pressed. */
  takesFocus?: boolean;
}

export function DialogHead({ title, children, onClose, takesFocus = false }: HeadProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <div className={classes.head}>
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
    </div>
  );
}

/**
 * `toRead`: makes the body focusable, so that keys can scroll a body without any focusable element.
 */
export function DialogBody({
  toRead = false,
  children,
}: {
  toRead?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={classes.body} tabIndex={toRead ? 0 : undefined}>
      {children}
    </div>
  );
}

export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className={classes.foot}>{children}</div>;
}
