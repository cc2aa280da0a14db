import { Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { itemTaxes } from '../../shared/items.ts';
import { ITEM_NAME_MAX, ITEM_QUANTITY_MAX, ITEMS_MAX } from '../../shared/limits.ts';
import { MAX_PAYMENT_WON } from '../../shared/won.ts';
import { Field } from '../ui/field.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SelectInput } from '../ui/select-input.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { WonInput } from '../ui/won-input.tsx';
import {
  isItemCounted,
  isItemNamed,
  isItemPriced,
  isItemWhole,
  type ItemDraft,
} from './create-draft.ts';
import type { CreateFieldProps } from './create-field.ts';
import groupStyles from './create-group.module.css';
import classes from './create-items.module.css';

/** One digit more than the largest quantity has: a larger one is shown as a fault, not cut. */
const MOST_DIGITS = String(ITEM_QUANTITY_MAX).length + 1;

const newItem = { name: '', quantity: 1, unitPrice: null, tax: 'taxed' } as const;

/** 상품 내역: what is sold, line by line; optional. */
export function CreateItems({ draft, faults, change }: CreateFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const addButton = useRef<HTMLButtonElement>(null);
  const { items } = draft;
  const set = (key: number, part: Partial<ItemDraft>) =>
    change({ items: items.map((item) => (item.key === key ? { ...item, ...part } : item)) });
  const remove = (key: number) => {
    change({ items: items.filter((item) => item.key !== key) });
    // The focused button goes with its line.
    addButton.current?.focus();
  };
  return (
    <div role="group" aria-labelledby={id}>
      <p id={id} className={groupStyles.label}>
        {t('create.items.title')} <span>{t('create.optional')}</span>
      </p>
      <ul className={classes.items}>
        {items.map((item, place) => (
          <li key={item.key}>
            <ItemFields
              item={item}
              line={place + 1}
              wrong={faults.items !== undefined && !isItemWhole(item)}
              onChange={(part) => set(item.key, part)}
              onRemove={() => remove(item.key)}
            />
          </li>
        ))}
      </ul>
      <Button
        ref={addButton}
        leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
        disabled={items.length >= ITEMS_MAX}
        onClick={() => {
          const key = Math.max(0, ...items.map((item) => item.key)) + 1;
          change({ items: [...items, { key, ...newItem }] });
        }}
      >
        {t('create.items.add')}
      </Button>
      {faults.items === undefined ? (
        <p className={groupStyles.help}>{t('create.items.why')}</p>
      ) : (
        <p className={`${groupStyles.help ?? ''} ${groupStyles.wrong ?? ''}`} role="alert">
          {t('create.wrong.items')}
        </p>
      )}
    </div>
  );
}

interface ItemFieldsProps {
  item: ItemDraft;
  line: number;
  wrong: boolean;
  onChange: (part: Partial<ItemDraft>) => void;
  onRemove: () => void;
}

function ItemFields({ item, line, wrong, onChange, onRemove }: ItemFieldsProps) {
  const { t } = useTranslation();
  const invalid = (isWrong: boolean) =>
    wrong && isWrong ? ({ 'aria-invalid': true } as const) : {};
  const { name, quantity, unitPrice, tax } = item;
  return (
    <div role="group" aria-label={t('create.items.line', { line })} className={classes.item}>
      <Field label={t('create.items.name')} labelHidden={line > 1}>
        {(control) => (
          <TextInput
            {...control}
            {...invalid(!isItemNamed(item))}
            autoComplete="off"
            maxLength={ITEM_NAME_MAX}
            value={name}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={t('create.items.quantity')} labelHidden={line > 1}>
        {(control) => (
          <TextInput
            {...control}
            {...invalid(!isItemCounted(item))}
            inputMode="numeric"
            autoComplete="off"
            value={quantity === null ? '' : String(quantity)}
            onChange={(event) => {
              const digits = event.currentTarget.value.replaceAll(/\D/g, '').slice(0, MOST_DIGITS);
              onChange({ quantity: digits === '' ? null : Number(digits) });
            }}
          />
        )}
      </Field>
      <Field label={t('create.items.price')} labelHidden={line > 1}>
        {(control) => (
          <WonInput
            {...control}
            {...invalid(!isItemPriced(item))}
            maxWon={MAX_PAYMENT_WON}
            value={unitPrice}
            onChange={(won) => onChange({ unitPrice: won })}
          />
        )}
      </Field>
      <Field label={t('create.items.tax')} labelHidden={line > 1}>
        {(control) => (
          <SelectInput
            {...control}
            value={tax}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              onChange({ tax: itemTaxes.find((one) => one === chosen) ?? tax });
            }}
          >
            {itemTaxes.map((one) => (
              <option key={one} value={one}>
                {t(`common.itemTax.${one}`)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <IconButton label={t('create.items.remove', { line })} onClick={onRemove}>
        <IconX size={16} stroke={1.75} />
      </IconButton>
    </div>
  );
}
