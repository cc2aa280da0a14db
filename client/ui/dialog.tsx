import '../mantine-lazy.css';
import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, type ComponentPropsWithRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './dialog.module.css';
import { IconButton } from './icon-button.tsx';
import { useCloseOnBack, useOpenDialog } from './open-dialogs.ts';

interface DialogProps {
  /** Called on Escape, and with `command` on a click outside. */
  onClose: () => void;
  /** Accessible name, for a dialog without a `DialogHead`. */
  label?: string;
  /**
   * `form`: a click outside does not close it, so no input is lost. `question`: narrower, above
   * other dialogs. `command`: near the top of the window, for a short task. A phone's back button
   * closes the last two; a form leaves it to the router.
   */
  kind?: 'form' | 'question' | 'command';
  children: ReactNode;
}

const widths = { form: 560, question: 400, command: 600 };

/**
 * A dialog with fixed head and foot and a scrolling body; a bottom sheet on phones. Traps the focus
 * and returns it on close.
 */
export function Dialog({ onClose, label, kind = 'form', children }: DialogProps) {
  const content = useOpenDialog(onClose);
  useCloseOnBack(kind !== 'form', onClose);
  return (
    <Modal.Root
      opened
      onClose={onClose}
      closeOnEscape={false}
      closeOnClickOutside={kind === 'command'}
      size={widths[kind]}
      radius="xl"
      padding={0}
      centered={kind !== 'command'}
      transitionProps={{ transition: 'fade', duration: 150 }}
      data-kind={kind}
      classNames={{
        root: classes.root ?? '',
        inner: classes.inner ?? '',
        content: classes.content ?? '',
      }}
    >
      <Modal.Overlay
        color="var(--scrim)"
        backgroundOpacity={1}
        // Keep the focus in the dialog when the overlay is clicked.
        onMouseDown={(event) => event.preventDefault()}
      />
      <Modal.Content ref={content} {...(label === undefined ? {} : { 'aria-label': label })}>
        {children}
      </Modal.Content>
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

/** What the dialog asks, in one sentence: it describes the dialog. `id` is of the text. */
export function DialogSentence({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Modal.Body className={classes.sentence ?? ''}>
      <p id={id}>{children}</p>
    </Modal.Body>
  );
}

/** Wraps head, body and foot in one form: the body scrolls, head and foot stay. */
export function DialogForm(props: ComponentPropsWithRef<'form'>) {
  return <form className={classes.form} {...props} />;
}

export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className={classes.foot}>{children}</div>;
}
