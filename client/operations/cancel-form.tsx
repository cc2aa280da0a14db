import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { REASON_MAX } from '../../shared/limits.ts';
import { isText } from '../draft-shapes.ts';
import { formatAmount } from '../format.ts';
import { useKeptDraft } from '../kept-drafts.ts';
import { DialogForm } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { MoneyDialogBody } from '../parts/money-dialog.tsx';
import { reasonTextFault } from '../parts/sent-reason.ts';
import { TextInput } from '../ui/text-input.tsx';
import { useSeen } from '../parts/use-seen.ts';
import { Notice } from '../ui/notice.tsx';
import { useForm } from '../ui/use-form.ts';
import classes from './cancel-form.module.css';
import type { FormFrame } from './pane-frame.ts';
import { PaymentHead } from './payment-head.tsx';

const suggestions = ['buyer', 'stock', 'mistake'] as const;

/** 결제 취소: asks for a reason, and says that the buyer was not charged. */
export function CancelForm(props: FormFrame) {
  const { t } = useTranslation();
  const { detail, above, blocked, leave, onClose, onTyped, onPress } = props;
  const { payment } = detail;
  const [reason, setReason] = useKeptDraft(`cancel ${payment.payToken}`, '', isText);
  const asksToLeave = leave !== null;
  const isSeen = useSeen(
    `${payment.orderNo} ${String(payment.amount)} ${String(blocked)} ${String(asksToLeave)}`,
  );
  const sent = reason.trim();
  const fault = reasonTextFault(sent);
  const { form, tried } = useForm(() => {
    if (blocked || !isSeen) return true;
    if (fault !== null) return false;
    onPress({ kind: 'cancel', reason: sent, seenStatus: payment.status });
    return true;
  });
  const words = {
    missing: tried ? t('operations.cancel.reasonMissing') : undefined,
    'too-long': t('operations.cancel.reasonLong'),
    characters: t('operations.refund.otherCharacters'),
  };
  const write = (text: string) => {
    setReason(text);
    onTyped();
  };
  return (
    <DialogForm
      {...form}
      onKeyDown={(event) => {
        if (!(event.target instanceof HTMLInputElement)) return;
        form.onKeyDown(event);
        // A cancel can't be undone, so Enter in an input must not submit it.
        if (event.key === 'Enter') event.preventDefault();
      }}
    >
      <PaymentHead title={t('operations.cancel.title')} payment={payment} onClose={onClose} />
      <MoneyDialogBody>
        {above}
        <Notice title={t('operations.cancel.safe')} silent>
          <p>{t('operations.cancel.safeBody')}</p>
        </Notice>
        <div>
          <Field
            label={t('operations.cancel.reason')}
            error={fault === null ? undefined : words[fault]}
            count={t('operations.refund.count', { count: sent.length, max: REASON_MAX })}
          >
            {(control) => (
              <TextInput
                {...control}
                value={reason}
                onChange={(event) => write(event.currentTarget.value)}
              />
            )}
          </Field>
          <div
            className={classes.suggestions}
            role="group"
            aria-label={t('operations.cancel.suggestions')}
          >
            {suggestions.map((name) => (
              <Button
                key={name}
                size="xs"
                onClick={() => write(t(`operations.cancel.suggestion.${name}`))}
              >
                {t(`operations.cancel.suggestion.${name}`)}
              </Button>
            ))}
          </div>
        </div>
      </MoneyDialogBody>
      {leave ?? (
        <FormFoot
          onClose={onClose}
          blocked={blocked}
          waits={!isSeen}
          submit={t('operations.cancel.confirm', { amount: formatAmount(payment.amount) })}
        />
      )}
    </DialogForm>
  );
}
