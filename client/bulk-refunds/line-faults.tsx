import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import styles from './line-faults.module.css';
import type { LineFault } from './list-row.ts';

/** So many are told at once: whoever has more has something else wrong. */
const SHOWN = 20;

/** What has to be corrected, line by line; a press leads to the line. */
export function LineFaults({
  faults,
  tried,
  onShow,
}: {
  faults: readonly LineFault[];
  /** The person pressed on once: then it is read out. */
  tried: boolean;
  onShow: (fault: LineFault) => void;
}) {
  const { t } = useTranslation();
  if (faults.length === 0) return null;
  const shown = faults.slice(0, SHOWN);
  const more = faults.length - shown.length;
  return (
    <Notice
      tone={tried ? 'bad' : 'warn'}
      silent={!tried}
      title={t('bulk.form.faults', { count: faults.length })}
    >
      <ul className={styles.faults}>
        {shown.map((fault, index) => (
          <li key={`${fault.line} ${fault.code} ${index}`}>
            <button
              type="button"
              className={styles.line}
              aria-label={t('bulk.form.show', { line: fault.line })}
              onClick={() => onShow(fault)}
            >
              {t('bulk.faults.line', { line: fault.line })}
            </button>
            <span>
              {t(`bulk.faults.${fault.code}`, {
                text: fault.text ?? '',
                won: formatAmount(fault.won ?? 0),
                sum: formatAmount(fault.sum ?? 0),
              })}
            </span>
          </li>
        ))}
      </ul>
      {more === 0 ? null : <p>{t('bulk.form.faultsMore', { count: more })}</p>}
    </Notice>
  );
}
