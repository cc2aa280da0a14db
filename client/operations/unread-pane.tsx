import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MoneyDialogBody, MoneyDialogFoot, MoneyDialogHead } from '../parts/money-dialog.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';

interface UnreadPaneProps {
  title: string;
  error: Error | null;
  onRead: () => void;
  onClose: () => void;
}

/** Shown instead of a decision when what it is about could not be read. */
export function UnreadPane({ title, error, onRead, onClose }: UnreadPaneProps) {
  const { t } = useTranslation();
  return (
    <>
      <MoneyDialogHead title={title} onClose={onClose} takesFocus />
      <MoneyDialogBody>
        {error === null ? (
          <p className="muted" role="status">
            {t('operations.acts.looking')}
          </p>
        ) : (
          <ProblemNotice
            error={error}
            money={false}
            title={t('operations.acts.unreadable')}
            action={<Button onClick={onRead}>{t('operations.acts.again')}</Button>}
          />
        )}
      </MoneyDialogBody>
      <MoneyDialogFoot>
        <Button size="lg" onClick={onClose}>
          {t('common.close')}
        </Button>
      </MoneyDialogFoot>
    </>
  );
}
