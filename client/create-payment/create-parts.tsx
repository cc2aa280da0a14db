import { Button } from '@mantine/core';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { sumParts, taxParts } from '../../shared/tax-split.ts';
import { formatWon } from '../../shared/won.ts';
import { formatAmount } from '../format.ts';
import { WonInput } from '../ui/won-input.tsx';
import { createParts, fitCreateParts } from './create-draft.ts';
import type { CreateFieldProps } from './create-field.ts';
import groupStyles from './create-group.module.css';
import classes from './create-parts.module.css';

/** `true` if the parts add up. If they were refused nevertheless, another message is needed. */
function addsUp(draft: CreateFieldProps['draft']): boolean {
  const parts = createParts(draft);
  return parts !== null && sumParts(parts) === draft.amountWon;
}

/** 나누기: the four tax parts, and whether they add up. */
export function CreateParts({ draft, faults, change }: CreateFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div>
      <div className={classes.parts}>
        {taxParts.map((part) => (
          <div key={part} className={classes.part}>
            <label htmlFor={`${id}${part}`}>{t(`common.part.${part}`)}</label>
            <WonInput
              id={`${id}${part}`}
              aria-describedby={`${id}-sum`}
              aria-invalid={faults.parts === undefined ? undefined : true}
              value={draft.parts[part]}
              onChange={(won) => change({ parts: { ...draft.parts, [part]: won } })}
            />
          </div>
        ))}
      </div>
      <SumLine id={`${id}-sum`} draft={draft} change={change} />
      {faults.parts === undefined || !addsUp(draft) ? null : (
        <p className={classes.refused} role="alert">
          {t('create.wrong.parts')}
        </p>
      )}
    </div>
  );
}

function SumLine({ id, draft, change }: Omit<CreateFieldProps, 'faults'> & { id: string }) {
  const { t } = useTranslation();
  const parts = createParts(draft);
  const { amountWon } = draft;
  if (parts === null || amountWon === null) {
    return (
      <p id={id} className={groupStyles.help} role="status">
        {t('create.taxWait')}
      </p>
    );
  }
  const off = sumParts(parts) - amountWon;
  const words = { sum: formatWon(sumParts(parts)), amount: formatWon(amountWon) };
  return (
    <div id={id} className={classes.sum} role="status">
      <span>{t(off === 0 ? 'create.sum' : 'create.sumOff', words)}</span>
      {off === 0 ? (
        <span className={classes.right}>
          <IconCheck size={16} stroke={1.75} aria-hidden="true" />
          {t('create.fits')}
        </span>
      ) : (
        <span className={classes.wrong}>
          <IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
          {t(off < 0 ? 'create.short' : 'create.tooMuch', { amount: formatAmount(Math.abs(off)) })}
          <Button size="xs" onClick={() => change({ parts: fitCreateParts(parts, amountWon) })}>
            {t('create.fit')}
          </Button>
        </span>
      )}
    </div>
  );
}
