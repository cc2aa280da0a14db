import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SettlementLine } from '../../shared/api.ts';
import { formatWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import type { Entry } from './line-kind.ts';
import styles from './line-explained.module.css';
import { placePath } from './places.ts';
import { dayText, feeText, rateText } from './settlement-words.ts';

/** The fee worked out both ways: as Toss took it, and by the contract. */
function FeeBothWays({ line }: { line: SettlementLine }) {
  const { t } = useTranslation();
  const { feeCheck, type } = line;
  const { fee, vat, feeDifference, vatDifference, rateBp, rule, wouldFitBp, wouldFitRule } =
    feeCheck;
  if (fee === null || vat === null || feeDifference === null || vatDifference === null) return null;
  const amount = formatWon(Math.abs(line.amount));
  const both = (one: number, other: number) =>
    t('settlement.explain.feeAndVat', { fee: feeText(one), vat: feeText(other) });
  const sum = feeDifference + vatDifference;
  const isRefund = type === 'REFUND';
  // Below 0 Toss took more of a payment, or gave back less on a refund.
  const way = sum < 0 === isRefund ? 'less' : 'more';
  const rate = rateBp === null ? '' : rateText(rateBp);
  return (
    <div className={styles.ways}>
      <div>
        <p>
          <span>
            {wouldFitBp === null
              ? t('settlement.explain.toss')
              : t('settlement.explain.tossRate', { amount, rate: rateText(wouldFitBp) })}
          </span>
          <span>{both(line.fee, line.vat)}</span>
        </p>
        <p>
          <span>
            {isRefund && rule !== null
              ? t('settlement.explain.contractRule', {
                  rate,
                  rule: t(`settlement.rates.rules.${rule}`),
                })
              : t('settlement.explain.contractRate', { amount, rate })}
          </span>
          <span>{both(fee, vat)}</span>
        </p>
      </div>
      <div>
        <p>
          <b>
            {t(`settlement.explain.${isRefund ? 'gave' : 'took'}.${way}`, {
              won: formatAmount(Math.abs(sum)),
            })}
          </b>
          <b>{both(feeDifference, vatDifference)}</b>
        </p>
        <p>
          <span>
            {wouldFitBp !== null
              ? t('settlement.explain.fits', { rate: rateText(wouldFitBp) })
              : wouldFitRule !== null
                ? t('settlement.explain.fitsRule', {
                    rule: t(`settlement.rates.rules.${wouldFitRule}`),
                  })
                : t('settlement.explain.fitsNone')}
          </span>
          <Link to={placePath('rates')}>{t('settlement.explain.toRates')}</Link>
        </p>
      </div>
    </div>
  );
}

/** Sentences about an entry that does not simply match. */
function useSentences() {
  const { t } = useTranslation();
  return (entry: Entry): string[] => {
    if (entry.kind === 'missing') {
      const day = dayText(entry.missing.expectedOn, t);
      return [t('settlement.explain.missing', { day })];
    }
    const { kind, line } = entry;
    const told: string[] = [];
    if (kind === 'gone') told.push(t('settlement.explain.gone'));
    if (kind === 'not-in-books') told.push(t('settlement.explain.notInBooks'));
    if (kind === 'unknown-type')
      told.push(t('settlement.explain.unknownType', { type: line.type }));
    if (kind === 'amount-differs' && line.own !== null) {
      told.push(
        t('settlement.explain.amounts', {
          toss: formatAmount(line.amount),
          books: formatAmount(line.own.won),
          won: formatAmount(Math.abs(line.amount - line.own.won)),
        }),
      );
    }
    if (line.version > 1) told.push(t('settlement.explain.version', { version: line.version }));
    if (line.signWasWrong) told.push(t('settlement.explain.sign'));
    return told;
  };
}

/** The explanation of an entry; `null`: there is nothing to explain. */
export function useExplained() {
  const sentences = useSentences();
  return (entry: Entry) => {
    const told = sentences(entry);
    const hasFee =
      'line' in entry && entry.kind !== 'gone' && entry.line.feeCheck.state === 'differs';
    if (told.length === 0 && !hasFee) return null;
    return (
      <div className={styles.box}>
        {told.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {hasFee ? <FeeBothWays line={entry.line} /> : null}
      </div>
    );
  };
}
