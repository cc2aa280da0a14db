import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { giveSecondFactor } from '../auth-api.ts';
import { isProblem } from '../problem-error.ts';
import { CODE_DIGITS, CodeInput } from '../ui/code-input.tsx';
import { Field } from '../ui/field.tsx';
import { CredentialProblem } from '../parts/credential-problem.tsx';
import { TextInput } from '../ui/text-input.tsx';
import styles from './second-factor-form.module.css';

interface SecondFactorFormProps {
  submit: string;
  onDone: () => Promise<unknown>;
  /** Content below the button. */
  children?: ReactNode;
}

/** Asks for the authenticator app's code or, without the phone, for a recovery code. */
export function SecondFactorForm({ submit, onDone, children }: SecondFactorFormProps) {
  const { t } = useTranslation();
  const [by, setBy] = useState<'code' | 'recovery'>('code');
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState('');
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const proof = useMutation({
    mutationFn: () =>
      giveSecondFactor(by === 'code' ? { code } : { recoveryCode: recovery.trim() }),
    onSuccess: onDone,
  });
  const wrong = isProblem(proof.error, 'wrong-code');
  useEffect(() => {
    if (wrong) input.current?.select();
  }, [wrong, proof.submittedAt]);
  useEffect(() => {
    input.current?.focus();
  }, [by]);
  const give = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (proof.isPending) return;
    const complete = by === 'code' ? code.length === CODE_DIGITS : recovery.trim() !== '';
    setMissing(!complete);
    if (complete) proof.mutate();
    else input.current?.focus();
  };
  const turn = () => {
    setBy(by === 'code' ? 'recovery' : 'code');
    setMissing(false);
    proof.reset();
  };
  const fault = (words: { missing: string; wrong: string }) =>
    missing ? words.missing : wrong ? words.wrong : undefined;
  return (
    <form className={styles.form} onSubmit={give} noValidate>
      <CredentialProblem error={proof.error} told="wrong-code" />
      {by === 'code' ? (
        <Field
          label={t('session.factor.code')}
          help={t('session.factor.codeHelp')}
          error={fault({
            missing: t('session.factor.codeMissing'),
            wrong: t('session.factor.wrongCode'),
          })}
        >
          {(control) => (
            <CodeInput {...control} ref={input} data-autofocus="" value={code} onChange={setCode} />
          )}
        </Field>
      ) : (
        <Field
          label={t('session.factor.recovery')}
          help={t('session.factor.recoveryHelp')}
          error={fault({
            missing: t('session.factor.recoveryMissing'),
            wrong: t('session.factor.wrongRecovery'),
          })}
        >
          {(control) => (
            <TextInput
              {...control}
              ref={input}
              large
              className="mono"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              value={recovery}
              onChange={(event) => setRecovery(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
      <Button type="submit" variant="filled" size="lg" fullWidth loading={proof.isPending}>
        {submit}
      </Button>
      <div className={styles.others}>
        <Button variant="subtle" size="sm" onClick={turn}>
          {t(by === 'code' ? 'session.factor.useRecovery' : 'session.factor.useCode')}
        </Button>
        {children}
      </div>
    </form>
  );
}
