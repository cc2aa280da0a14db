import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import styles from './line-faults.module.css';
import type { LineFault } from './list-row.ts';

/** At most this many faults are shown. With more, the whole list is usually in the wrong form. */
const SHOWN = 20;

/** Faults line by line; a click leads to the line. */
export function LineFaults({
  faults,
  tried,
  onShow,
}: {
  faults: readonly LineFault[];
  /** The person has tried to submit: the faults are announced to screen readers. */
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
