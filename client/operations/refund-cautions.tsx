import { useTranslation } from 'react-i18next';
import type { Caution } from '../../shared/api.ts';
import { formatAgo, formatAmount, formatMoment } from '../format.ts';
import { useOwnId } from '../me.ts';
import { Check } from '../ui/check.tsx';
import { Notice } from '../ui/notice.tsx';
import { useTick } from '../ui/ticker.ts';
import { cautionKey } from './caution-ticks.ts';
import classes from './refund-cautions.module.css';
import { faultOf, type RefundFieldProps } from './refund-field.ts';

type Lately = Extract<Caution, { by: unknown }>;

/** `3분 전 박서준 님이 …`, with a time that is updated. */
function LatelyWords({ caution }: { caution: Lately }) {
  const { t } = useTranslation();
  const ownId = useOwnId();
  const { at, amount, by, orderNo } = caution;
  const ago = useTick((nowMs) => formatAgo(at, nowMs));
  const who = by === null ? 'outside' : by.id === ownId ? 'own' : 'other';
  const words = { ago, orderNo, amount: formatAmount(amount), name: by?.name ?? '' };
  const what = caution.code === 'order-refunded-lately' ? 'order' : 'amount';
  return <>{t(`operations.cautions.${what}.${who}`, words)}</>;
}

function CautionWords({ caution, amountWon }: { caution: Caution; amountWon: number }) {
  const { t } = useTranslation();
  switch (caution.code) {
    case 'order-refunded-lately':
    case 'amount-refunded-lately':
      return <LatelyWords caution={caution} />;
    case 'far-above-usual': {
      const { usualWon, count } = caution;
      return t('operations.cautions.usual', {
        amount: formatAmount(amountWon),
        times: Math.floor(amountWon / Math.max(1, usualWon)),
        usual: formatAmount(usualWon),
        count,
      });
    }
    case 'transferred':
      return t('operations.cautions.transfer', {
        given: formatAmount(caution.won),
        left: formatAmount(caution.leftWon),
      });
    case 'period-ending':
      return t('operations.cautions.period', { until: formatMoment(caution.until) });
    case 'near-ceiling':
      return t(`operations.cautions.ceiling.${caution.scope}`, {
        ceiling: formatAmount(caution.ceilingWon),
        used: formatAmount(caution.usedWon + amountWon),
      });
  }
}

/** 주의: reasons to check the refund again; some of them have to be ticked. */
export function RefundCautions({
  draft,
  faults,
  tried,
  change,
  cautions,
  amountWon,
}: RefundFieldProps & { cautions: readonly Caution[]; amountWon: number }) {
  const { t } = useTranslation();
  if (cautions.length === 0) return null;
  const missing = tried && faultOf(faults, 'caution') !== undefined;
  return (
    <Notice tone="warn" title={t('operations.cautions.title')} silent>
      <ul className={classes.lines}>
        {cautions.map((caution) => {
          const key = cautionKey(caution, amountWon);
          const isTicked = draft.ticked.includes(key);
          const isOrder = caution.code === 'order-refunded-lately';
          return (
            <li key={key}>
              <p>
                <CautionWords caution={caution} amountWon={amountWon} />
              </p>
              {caution.needsTick ? (
                <div className={classes.tick}>
                  <Check
                    type="checkbox"
                    label={
                      isOrder
                        ? t('operations.refund.againMeant')
                        : t('operations.cautions.meant', { amount: formatAmount(amountWon) })
                    }
                    checked={isTicked}
                    {...(missing && !isTicked ? { error: t('operations.cautions.missing') } : {})}
                    onChange={(checked) => {
                      const others = draft.ticked.filter((one) => one !== key);
                      change({ ticked: checked ? [...others, key] : others });
                    }}
                  />
                </div>
              ) : null}
            </li>
          );
        })}
      </ul>
      <p className="vh" role="status">
        {t('operations.cautions.told', { count: cautions.length })}
      </p>
    </Notice>
  );
}
