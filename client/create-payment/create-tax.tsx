import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import { Segments } from '../ui/segments.tsx';
import { createParts, taxKinds } from './create-draft.ts';
import type { CreateFieldProps } from './create-field.ts';
import groupStyles from './create-group.module.css';

/** 과세, 비과세 or 나누기, with the resulting tax parts; those of items follow from their kinds. */
export function CreateTax(props: CreateFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const { draft, change } = props;
  return (
    <div role="group" aria-labelledby={id}>
      <p id={id} className={groupStyles.label}>
        {t('create.tax')}
      </p>
      {draft.items.length > 0 ? null : (
        <Segments
          label={t('create.tax')}
          value={draft.tax}
          options={taxKinds.map((value) => ({ value, label: t(`create.taxKinds.${value}`) }))}
          onChange={(tax) => {
            const parts = createParts(draft);
            change(tax === 'split' && parts !== null ? { tax, parts } : { tax });
          }}
        />
      )}
      {draft.items.length === 0 && draft.tax === 'split' ? null : <PartsLine {...props} />}
      {draft.cashReceipt ? <p className={groupStyles.help}>{t('create.partsOnReceipt')}</p> : null}
    </div>
  );
}

function PartsLine({ draft, faults }: CreateFieldProps) {
  const { t } = useTranslation();
  const parts = createParts(draft);
  if (faults.parts !== undefined) {
    return (
      <p className={`${groupStyles.help ?? ''} ${groupStyles.wrong ?? ''}`} role="alert">
        {t('create.wrong.parts')}
      </p>
    );
  }
  return (
    <p className={groupStyles.help}>
      {parts === null
        ? t('create.taxWait')
        : draft.items.length > 0
          ? t('create.items.parts', {
              taxable: formatWon(parts.taxable),
              vat: formatWon(parts.vat),
              taxFree: formatAmount(parts.taxFree),
            })
          : draft.tax === 'free'
            ? t('create.freeLine', { amount: formatAmount(parts.taxFree) })
            : t('create.partsLine', {
                taxable: formatWon(parts.taxable),
                vat: formatAmount(parts.vat),
              })}
    </p>
  );
}
