import { Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { REASON_MAX, REFUND_REASONS_MAX } from '../../shared/limits.ts';
import { announce } from '../ui/announcer.tsx';
import { Field } from '../ui/field.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { TextInput } from '../ui/text-input.tsx';
import styles from './reason-list.module.css';
import { newReason, type ReasonDraft } from './settings-draft.ts';
import { useFaultWords, type SettingsFieldProps } from './settings-field.ts';

/** From this many characters on, the length is shown; most reasons are shorter. */
const COUNT_FROM = 40;

/** Actions of the list. Each moves the focus to where the next key press is expected. */
function useReasons({ draft, change }: SettingsFieldProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const reasons = draft.refundReasons;
  const wordOf = ({ text }: ReasonDraft) =>
    text.trim() === '' ? t('settings.reasons.empty') : text.trim();
  const put = (next: ReasonDraft[]) => {
    // Rendered synchronously, so that the field that gets the focus exists.
    flushSync(() => change({ refundReasons: next }));
  };
  const find = (key: number, what: string) =>
    list.current?.querySelector<HTMLElement>(`[data-reason="${key}"] ${what}`) ?? null;
  const move = (index: number, by: -1 | 1) => {
    const one = reasons[index];
    const other = reasons[index + by];
    if (one === undefined || other === undefined) return;
    const next = reasons.with(index, other).with(index + by, one);
    put(next);
    announce(t('settings.reasons.moved', { reason: wordOf(one), n: index + by + 1 }));
    // At either end of the list that button is missing, so the focus goes to the other one.
    const again = find(one.key, `[data-move="${by}"]`) ?? find(one.key, `[data-move="${-by}"]`);
    again?.focus();
  };
  const remove = (index: number) => {
    const one = reasons[index];
    if (one === undefined) return;
    put(reasons.toSpliced(index, 1));
    announce(t('settings.reasons.removed', { reason: wordOf(one) }));
    const near = reasons[index + 1] ?? reasons[index - 1];
    if (near !== undefined) find(near.key, 'input')?.focus();
  };
  const add = (index: number) => {
    if (reasons.length >= REFUND_REASONS_MAX) return;
    const one = newReason();
    put(reasons.toSpliced(index, 0, one));
    find(one.key, 'input')?.focus();
  };
  const type = (index: number, text: string) => {
    const one = reasons[index];
    if (one !== undefined) change({ refundReasons: reasons.with(index, { ...one, text }) });
  };
  return { list, reasons, wordOf, move, remove, add, type };
}

/** 환불 사유: the reasons that the refund form offers, in this order. */
export function ReasonList(props: SettingsFieldProps) {
  const { t } = useTranslation();
  const words = useFaultWords(props.faults);
  const { list, reasons, wordOf, move, remove, add, type } = useReasons(props);
  const full = reasons.length >= REFUND_REASONS_MAX;
  const none = words('refundReasons');
  return (
    <div>
      <ol className={styles.reasons} ref={list} aria-label={t('settings.names.refundReasons')}>
        {reasons.map((reason, index) => (
          <li key={reason.key} data-reason={reason.key}>
            <span className={styles.number} aria-hidden="true">
              {index + 1}
            </span>
            <Field
              label={t('settings.reasons.one', { n: index + 1 })}
              labelHidden
              error={words(`refundReasons/${index}`)}
              {...(reason.text.length < COUNT_FROM
                ? {}
                : {
                    count: t('settings.reasons.length', {
                      count: reason.text.trim().length,
                      max: REASON_MAX,
                    }),
                  })}
            >
              {(control) => (
                <TextInput
                  {...control}
                  autoComplete="off"
                  value={reason.text}
                  onChange={(event) => type(index, event.currentTarget.value)}
                  onKeyDown={(event) => {
                    // Enter adds a reason below, except when it ends the composition of a Korean
                    // syllable; Ctrl+Enter submits the form.
                    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
                    if (event.ctrlKey || event.metaKey) return;
                    event.preventDefault();
                    add(index + 1);
                  }}
                />
              )}
            </Field>
            <span className={styles.acts}>
              {index === 0 ? null : (
                <IconButton
                  data-move={-1}
                  label={t('settings.reasons.up', { reason: wordOf(reason) })}
                  onClick={() => move(index, -1)}
                >
                  <IconArrowUp size={16} stroke={1.75} aria-hidden="true" />
                </IconButton>
              )}
              {index === reasons.length - 1 ? null : (
                <IconButton
                  data-move={1}
                  label={t('settings.reasons.down', { reason: wordOf(reason) })}
                  onClick={() => move(index, 1)}
                >
                  <IconArrowDown size={16} stroke={1.75} aria-hidden="true" />
                </IconButton>
              )}
              <IconButton
                className={styles.remove}
                label={t('settings.reasons.remove', { reason: wordOf(reason) })}
                onClick={() => remove(index)}
              >
                <IconX size={16} stroke={1.75} aria-hidden="true" />
              </IconButton>
            </span>
          </li>
        ))}
      </ol>
      {none === undefined ? null : (
        <p className={styles.wrong} role="alert">
          {none}
        </p>
      )}
      <div className={styles.foot}>
        {full ? (
          <span>{t('settings.reasons.full', { max: REFUND_REASONS_MAX })}</span>
        ) : (
          <Button
            size="xs"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
            // Without any reason, this button is what leads out of the fault.
            aria-invalid={none === undefined ? undefined : true}
            onClick={() => add(reasons.length)}
          >
            {t('settings.reasons.add')}
          </Button>
        )}
        <span className={styles.other}>{t('settings.reasons.other')}</span>
      </div>
    </div>
  );
}
