import { Button } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addKorean } from '../copy/i18n.ts';
import { attentionKo } from '../copy/ko/attention.ts';
import { announce } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import { Segments } from '../ui/segments.tsx';
import { TitledSection } from '../ui/titled-section.tsx';
import styles from './attention-settings.module.css';
import { clearNotificationLog } from './notification-log.ts';
import { playChime } from './chime.ts';
import { askPermission, canCall, showNotification, usePermission } from '../notifications.ts';

addKorean({ attention: attentionKo });

interface Chosen {
  approvalNotice: boolean;
  approvalSound: boolean;
}

interface AttentionSettingsProps {
  chosen: Chosen;
  onChange: (change: Partial<Chosen>) => void;
  /** The last change could not be saved on the server. */
  failed: boolean;
  shopName: string;
}

function OnOff({
  label,
  help,
  on,
  onChange,
  children,
}: {
  label: string;
  help: string;
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={styles.choice}>
      <div className={styles.line}>
        <div>
          <p className={styles.label} aria-hidden="true">
            {label}
          </p>
          <p id={id} className={styles.help}>
            {help}
          </p>
        </div>
        <Segments
          label={label}
          describedBy={id}
          value={on ? 'on' : 'off'}
          options={[
            { value: 'on', label: t('attention.on') },
            { value: 'off', label: t('attention.off') },
          ]}
          onChange={(value) => onChange(value === 'on')}
        />
      </div>
      {children}
    </div>
  );
}

type Hurdle = 'ask' | 'dismissed' | 'denied' | 'unsupported';

function NoticeChoice({ chosen, onChange, shopName }: Omit<AttentionSettingsProps, 'failed'>) {
  const { t } = useTranslation();
  const permission = usePermission();
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState(false);
  const on = chosen.approvalNotice;
  /** Asks for permission if needed, then shows a test notification. @returns whether it worked */
  const tryHere = async (): Promise<boolean> => {
    setTried(true);
    if ((await askPermission()) !== 'granted') return false;
    const proof = showNotification(shopName, t('attention.notice.proof'), () => undefined);
    setRefused(proof === null);
    if (proof !== null) announce(t('attention.notice.allowed'));
    return proof !== null;
  };
  const turn = async (next: boolean) => {
    if (!next || (await tryHere())) onChange({ approvalNotice: next });
  };
  const hurdle = ((): Hurdle | null => {
    if (!on && !tried) return null;
    if (refused || permission === 'unsupported') return 'unsupported';
    if (permission === 'denied') return 'denied';
    if (permission !== 'default') return null;
    return tried ? 'dismissed' : 'ask';
  })();
  return (
    <OnOff
      label={t('attention.notice.label')}
      help={t('attention.notice.help')}
      on={on}
      onChange={(next) => void turn(next)}
    >
      {hurdle === null ? null : (
        <Notice
          tone={hurdle === 'ask' || hurdle === 'dismissed' ? 'plain' : 'warn'}
          title={t(`attention.notice.${hurdle}.title`)}
          action={
            hurdle === 'ask' || hurdle === 'dismissed' ? (
              <Button onClick={() => void turn(true)}>
                {t(`attention.notice.${hurdle}.action`)}
              </Button>
            ) : undefined
          }
        >
          <p>{t(`attention.notice.${hurdle}.body`)}</p>
        </Notice>
      )}
    </OnOff>
  );
}

function SoundChoice({ chosen, onChange }: Pick<AttentionSettingsProps, 'chosen' | 'onChange'>) {
  const { t } = useTranslation();
  const [heard, setHeard] = useState<'played' | 'failed' | null>(null);
  const play = async () => {
    setHeard(null);
    setHeard((await playChime('fresh')) ? 'played' : 'failed');
  };
  return (
    <OnOff
      label={t('attention.sound.label')}
      help={t('attention.sound.help')}
      on={chosen.approvalSound}
      onChange={(next) => {
        onChange({ approvalSound: next });
        if (next) void play();
      }}
    >
      <div className={styles.try}>
        <Button onClick={() => void play()}>{t('attention.sound.try')}</Button>
        <p role="status" className={styles.help}>
          {heard === null ? '' : t(`attention.sound.${heard}`)}
        </p>
      </div>
    </OnOff>
  );
}

/** Settings of this person's notifications and sounds, with what this browser allows. */
export function AttentionSettings({ chosen, onChange, failed, shopName }: AttentionSettingsProps) {
  const { t } = useTranslation();
  const change = (part: Partial<Chosen>) => {
    const { approvalNotice, approvalSound } = { ...chosen, ...part };
    if (!approvalNotice && !approvalSound) clearNotificationLog();
    onChange(part);
  };
  return (
    <TitledSection title={t('attention.title')} text={t('attention.text')}>
      {canCall() ? (
        <>
          <NoticeChoice chosen={chosen} onChange={change} shopName={shopName} />
          <SoundChoice chosen={chosen} onChange={change} />
        </>
      ) : (
        <Notice silent title={t('attention.notice.unsupported.title')}>
          <p>{t('attention.notice.unsupported.body')}</p>
        </Notice>
      )}
      {failed ? (
        <Notice tone="warn">
          <p>{t('attention.saveFailed')}</p>
        </Notice>
      ) : null}
    </TitledSection>
  );
}
