import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice.tsx';

interface LeftDraftProps {
  onStartOver: () => void;
  /** What has changed since. */
  children?: ReactNode;
}

/** Says that a draft was restored, which may be old. */
export function LeftDraft({ onStartOver, children }: LeftDraftProps) {
  const { t } = useTranslation();
  const again = (
    <Button size="xs" onClick={onStartOver}>
      {t('common.kept.startOver')}
    </Button>
  );
  return (
    <Notice title={t('common.kept.title')} action={again}>
      {children}
    </Notice>
  );
}
