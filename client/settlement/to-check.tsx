import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SettlementMonth } from '../../shared/api.ts';
import { formatAmount } from '../format.ts';
import { dayParts } from '../ui/day-words.ts';
import { ImportNow } from './import-now.tsx';
import { placePath } from './places.ts';
import { dayText, longFault } from './settlement-words.ts';
import styles from './to-check.module.css';

type DayHead = SettlementMonth['days'][number];

const lineKinds = ['amountDiffers', 'notInBooks', 'unknownType', 'feeDiffers', 'missing'] as const;

/** Whether the day is incomplete only until the desk asks Toss again by itself. */
const isToCome = ({ why, nextAt }: NonNullable<DayHead['incomplete']>) =>
  nextAt !== null && (why === 'too-early' || why === 'not-imported');

/** Whether somebody has to look. */
function needsLook({ state, toCheck, incomplete }: DayHead): boolean {
  if (state === 'differs') return true;
  if (incomplete !== null && !isToCome(incomplete)) return true;
  return lineKinds.some((kind) => toCheck[kind] > 0);
}

/** Whether only fees differ. Their cause is a rate, so these days share one row. */
const isFeeOnly = ({ state, incomplete, toCheck }: DayHead) =>
  state !== 'differs' &&
  (incomplete === null || isToCome(incomplete)) &&
  lineKinds.every((kind) => toCheck[kind] > 0 === (kind === 'feeDiffers'));

/** Days on which fees alone differ, in one row. */
function FeeRow({ heads }: { heads: readonly DayHead[] }) {
  const { t } = useTranslation();
  const count = heads.reduce((sum, { toCheck }) => sum + toCheck.feeDiffers, 0);
  return (
    <li className={styles.row}>
      <b>{t('settlement.check.others', { count: heads.length })}</b>
      <span className={styles.sentence}>
        {t('settlement.check.kinds.feeDiffers', { count })}
        <span className={styles.days}>
          {heads.map(({ day }) => (
            <Link key={day} to={placePath(day)}>
              {t('common.date.short', dayParts(day, t))}
            </Link>
          ))}
        </span>
      </span>
      <Link to={placePath('rates')} className={styles.act}>
        {t('settlement.explain.toRates')}
      </Link>
    </li>
  );
}

function Act(props: { head: DayHead; mayImport: boolean; isImporting: boolean }) {
  const { t } = useTranslation();
  const { day, state } = props.head;
  if (state === 'incomplete' && props.mayImport) {
    return <ImportNow day={day} isImporting={props.isImporting} />;
  }
  return (
    <Link to={placePath(day)} className={styles.act}>
      {t(state === 'differs' ? 'settlement.check.reason' : 'settlement.check.look')}
    </Link>
  );
}

function useSentence() {
  const { t } = useTranslation();
  return ({ state, incomplete, differenceWon, toCheck }: DayHead) => {
    const sentences: string[] = [];
    if (state === 'differs' && differenceWon !== null) {
      const key = differenceWon < 0 ? 'less' : 'more';
      sentences.push(t(`settlement.check.${key}`, { won: formatAmount(Math.abs(differenceWon)) }));
    }
    if (incomplete !== null) sentences.push(longFault(incomplete, t));
    for (const kind of lineKinds) {
      if (toCheck[kind] === 0) continue;
      sentences.push(t(`settlement.check.kinds.${kind}`, { count: toCheck[kind] }));
    }
    return sentences.join(' ');
  };
}

/** 확인할 것: days that somebody has to look at, with one sentence and one act. */
export function ToCheck(props: {
  month: SettlementMonth;
  mayImport: boolean;
  isImporting: boolean;
}) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const heads = props.month.days.filter(needsLook);
  const feeOnly = heads.filter(isFeeOnly);
  const others = feeOnly.length > 1 ? heads.filter((head) => !isFeeOnly(head)) : heads;
  return (
    <section className={styles.section} aria-labelledby="settlement-to-check">
      <div className={styles.head}>
        <h2 id="settlement-to-check">{t('settlement.check.title')}</h2>
        {heads.length === 0 ? null : (
          <span>{t('settlement.check.count', { count: heads.length })}</span>
        )}
      </div>
      {heads.length === 0 ? (
        <p className={styles.none}>{t('settlement.check.none')}</p>
      ) : (
        <ul>
          {others.map((head) => (
            <li key={head.day} className={styles.row}>
              <b>{dayText(head.day, t)}</b>
              <span className={styles.sentence}>{sentence(head)}</span>
              <Act head={head} mayImport={props.mayImport} isImporting={props.isImporting} />
            </li>
          ))}
          {feeOnly.length > 1 ? <FeeRow heads={feeOnly} /> : null}
        </ul>
      )}
    </section>
  );
}
