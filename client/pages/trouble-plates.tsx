import { IconAlertTriangle, IconServerOff, IconWifiOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatClock } from '../format.ts';
import type { Cut } from '../live/use-offline.ts';
import type { Counters } from '../payments/counters.ts';
import { Dropdown } from '../ui/dropdown.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import styles from './trouble-plates.module.css';
import { useAnnounceOnce } from './use-announce-once.ts';

/** The desk can't be reached: which line is cut, and from when the page is. */
function CutPlate({ cut }: { cut: NonNullable<Cut> }) {
  const { t } = useTranslation();
  const [clock] = useState(() => formatClock(new Date(deskNowMs()).toISOString()));
  const title = t(`frame.offline.${cut}`);
  const body = t('frame.offline.body', { clock });
  useAnnounceOnce(`${title} ${body}`);
  return (
    <section className={styles.plate} aria-label={t('frame.offline.label')}>
      <IconWifiOff size={14} stroke={2} aria-hidden="true" />
      <b>{title}</b>
      <span className={styles.note}>{body}</span>
    </section>
  );
}

/** The desk answers, but with a fault of its own. */
function FaultPlate() {
  const { t } = useTranslation();
  const title = t('frame.fault.title');
  useAnnounceOnce(`${title} ${t('frame.fault.body')}`);
  return (
    <section className={`${styles.plate ?? ''} ${styles.bad ?? ''}`} aria-label={title}>
      <IconServerOff size={14} stroke={2} aria-hidden="true" />
      <b>{title}</b>
      <span className={styles.note}>{t('frame.fault.body')}</span>
    </section>
  );
}

/** Toss does not answer: since when, and what still works. */
function SilencePlate({
  silence,
  checking,
}: {
  silence: NonNullable<Counters['tossSilence']>;
  /** Number of operations with an unknown outcome. */
  checking: number;
}) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const { cause, since } = silence;
  const clock = formatClock(since);
  const title = t(`frame.silence.${cause}.long`, { clock });
  useAnnounceOnce(title);
  return (
    <div className={styles.holder}>
      <Dropdown
        label={title}
        opened={opened}
        onChange={setOpened}
        button={{
          className: `${styles.plate ?? ''} ${styles.bad ?? ''}`,
          children: (
            <>
              <IconAlertTriangle size={14} stroke={2} aria-hidden="true" />
              <b>{t(`frame.silence.${cause}.short`)}</b>
              <span className={styles.note}>{t('frame.silence.since', { clock })}</span>
            </>
          ),
        }}
      >
        <div className={styles.told}>
          <h2>{title}</h2>
          <dl>
            <dt>{t('frame.silence.works')}</dt>
            <dd>{t('frame.silence.worksWhat')}</dd>
            <dt>{t('frame.silence.stops')}</dt>
            <dd>{t('frame.silence.stopsWhat')}</dd>
            {checking === 0 ? null : (
              <>
                <dt>{t('frame.silence.alone')}</dt>
                <dd>{t('frame.silence.aloneWhat', { count: checking })}</dd>
              </>
            )}
          </dl>
          {cause === 'own-line' ? <p>{t('frame.silence.help')}</p> : null}
          {cause === 'other-mode' ? <p>{t('frame.silence.otherModeHelp')}</p> : null}
        </div>
      </Dropdown>
    </div>
  );
}

interface TroubleProps {
  cut: Cut;
  /** The last read of the counters failed by the desk's own fault. */
  faulty: boolean;
  counters: Counters | undefined;
}

/** The trouble that stands in the way most: without the desk nothing is known of Toss. */
export function TroublePlates({ cut, faulty, counters }: TroubleProps) {
  if (cut !== null) return <CutPlate key={cut} cut={cut} />;
  if (faulty) return <FaultPlate />;
  const silence = counters?.tossSilence ?? null;
  if (silence === null) return null;
  return <SilencePlate silence={silence} checking={counters?.unclear.count ?? 0} />;
}

export function hasTrouble({ cut, faulty, counters }: TroubleProps): boolean {
  return cut !== null || faulty || (counters?.tossSilence ?? null) !== null;
}
