import { useTranslation } from 'react-i18next';
import type { DayClose } from '../../shared/api.ts';
import { useTick } from '../ui/ticker.ts';
import { fullDayWords, stampWords } from './day-words.ts';
import { Paper } from './paper.tsx';
import { Differences, Refunds } from './sheet-lists.tsx';
import { SheetSums, SheetTables } from './sheet-sums.tsx';

const MINUTE_MS = 60_000;

/** The time of printing, without seconds, so that it does not change all the time. */
function PrintedAt({ name }: { name: string }) {
  const { t } = useTranslation();
  const when = useTick((nowMs) => {
    const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    return stampWords(new Date(minute).toISOString()).slice(0, -3);
  });
  return <p>{t('dayClose.paper.printed', { when, name })}</p>;
}

/** 일마감표. */
export function DaySheet({
  sheet,
  printedBy,
  isStale,
}: {
  sheet: DayClose;
  printedBy: string;
  /** This is still the previous day's sheet, while another one loads. */
  isStale: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Paper
      sheet={sheet}
      title={t('dayClose.paper.title')}
      hours={
        <>
          {fullDayWords(sheet.date, t)} <span>{t('dayClose.paper.hours')}</span>
        </>
      }
      isStale={isStale}
      foot={
        <>
          <p>{t('dayClose.notes.outside')}</p>
          <PrintedAt name={printedBy} />
        </>
      }
    >
      <SheetSums sheet={sheet} />
      <SheetTables sheet={sheet} />
      <Differences sheet={sheet} />
      <Refunds sheet={sheet} />
    </Paper>
  );
}
