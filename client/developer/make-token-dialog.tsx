import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMIT_MAX_WON } from '../../shared/limits.ts';
import { tokenScopes, type TokenScope } from '../../shared/permissions.ts';
import { TOKEN_NAME, TOKEN_NAME_MAX } from '../../shared/service-token.ts';
import { callApi } from '../api-client.ts';
import { formatAmount } from '../format.ts';
import { mayBeDone, ProblemError } from '../problem-error.ts';
import { Check } from '../ui/check.tsx';
import { Dialog, DialogBody, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { useForm } from '../ui/use-form.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { WonInput } from '../ui/won-input.tsx';
import { useLeaving } from '../parts/use-leaving.tsx';
import { tokenListOptions } from './developer-options.ts';
import styles from './token-dialogs.module.css';
import type { ShownToken } from './token-shown-dialog.tsx';

type NameFault = 'nameNeeded' | 'nameWrong' | 'nameTaken';

function faultOf(name: string): NameFault | null {
  if (name === '') return 'nameNeeded';
  return TOKEN_NAME.test(name) ? null : 'nameWrong';
}

function isTaken(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  const errors = error.problem.errors ?? [];
  return errors.some(({ pointer, code }) => pointer === '/name' && code === 'taken');
}

const isCeiling = (won: number | null): won is number =>
  won !== null && won >= 1 && won <= LIMIT_MAX_WON;

/** 토큰 만들기: name, scopes and a ceiling for refunds. The token in the answer is shown once. */
export function MakeTokenDialog({
  refunds,
  onMade,
  onClose,
}: {
  /** Whether the operator lets tokens ask for refunds. */
  refunds: boolean;
  onMade: (shown: ShownToken) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly TokenScope[]>(['create', 'lookup']);
  const [ceiling, setCeiling] = useState<number | null>(null);
  const mayRefund = scopes.includes('refund');
  const { close, leave } = useLeaving(name !== '', onClose);
  const make = useMutation({
    mutationFn: (body: { name: string; scopes: TokenScope[]; dayCeilingWon?: number }) =>
      callApi('POST /api/tokens', { body }),
    onSuccess: ({ token, text }) => onMade({ name: token.name, text }),
    // Also after an error: if the answer was lost, the list shows whether the token was made.
    onSettled: () => client.invalidateQueries({ queryKey: tokenListOptions.queryKey }),
  });
  const given = name.trim();
  const { form, tried } = useForm(() => {
    if (faultOf(given) !== null || scopes.length === 0) return false;
    if (mayRefund && !isCeiling(ceiling)) return false;
    const terms = mayRefund && isCeiling(ceiling) ? { dayCeilingWon: ceiling } : {};
    if (!make.isPending) make.mutate({ name: given, scopes: [...scopes], ...terms });
    return true;
  });
  const nameFault = isTaken(make.error) ? 'nameTaken' : tried ? faultOf(given) : null;
  return (
    <Dialog onClose={close}>
      <DialogForm {...form}>
        <DialogHead title={t('developer.tokens.dialog.title')} onClose={close} />
        <DialogBody>
          {make.error === null || isTaken(make.error) ? null : (
            <ProblemNotice error={make.error} money={false}>
              {mayBeDone(make.error) ? <p>{t('developer.tokens.dialog.lost')}</p> : null}
            </ProblemNotice>
          )}
          <Field
            label={t('developer.tokens.dialog.name')}
            help={t('developer.tokens.dialog.nameHelp')}
            error={nameFault === null ? undefined : t(`developer.tokens.dialog.${nameFault}`)}
          >
            {(control) => (
              <TextInput
                {...control}
                data-autofocus
                autoComplete="off"
                spellCheck={false}
                maxLength={TOKEN_NAME_MAX}
                value={name}
                onChange={(event) => {
                  setName(event.currentTarget.value);
                  // The error was about the old input.
                  if (make.error !== null) make.reset();
                }}
              />
            )}
          </Field>
          <Scopes chosen={scopes} refunds={refunds} tried={tried} onChange={setScopes} />
          {mayRefund ? (
            <CeilingField
              value={ceiling}
              wrong={tried && !isCeiling(ceiling)}
              onChange={setCeiling}
            />
          ) : null}
        </DialogBody>
        {leave ?? (
          <FormFoot
            onClose={close}
            busy={make.isPending}
            submit={t('developer.tokens.dialog.submit')}
          />
        )}
      </DialogForm>
    </Dialog>
  );
}

function CeilingField({
  value,
  wrong,
  onChange,
}: {
  value: number | null;
  wrong: boolean;
  onChange: (won: number | null) => void;
}) {
  const { t } = useTranslation();
  const needed = t('developer.tokens.dialog.ceilingNeeded', { max: formatAmount(LIMIT_MAX_WON) });
  return (
    <>
      <Field
        label={t('developer.tokens.dialog.ceiling')}
        help={t('developer.tokens.dialog.ceilingHelp')}
        error={wrong ? needed : undefined}
      >
        {(control) => (
          <WonInput {...control} maxWon={LIMIT_MAX_WON} value={value} onChange={onChange} />
        )}
      </Field>
      <p className={styles.quiet}>{t('developer.tokens.dialog.refundRules')}</p>
    </>
  );
}

function Scopes({
  chosen,
  refunds,
  tried,
  onChange,
}: {
  chosen: readonly TokenScope[];
  refunds: boolean;
  tried: boolean;
  onChange: (scopes: readonly TokenScope[]) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const missing = tried && chosen.length === 0;
  const offered = tokenScopes.filter((scope) => scope !== 'refund' || refunds);
  return (
    <div role="group" aria-labelledby={id}>
      <p id={id} className={styles.legend}>
        {t('developer.tokens.dialog.scopes')}
      </p>
      <div className={styles.choices}>
        {offered.map((scope, index) => (
          <Check
            key={scope}
            type="checkbox"
            label={t(`developer.tokens.scope.${scope}`)}
            help={t(`developer.tokens.scopeHelp.${scope}`)}
            error={missing && index === 0 ? t('developer.tokens.dialog.scopesNeeded') : undefined}
            checked={chosen.includes(scope)}
            onChange={(checked) =>
              onChange(
                tokenScopes.filter((one) => (one === scope ? checked : chosen.includes(one))),
              )
            }
          />
        ))}
      </div>
      {refunds ? null : <p className={styles.quiet}>{t('developer.tokens.dialog.refundsOff')}</p>}
    </div>
  );
}
