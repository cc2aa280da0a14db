import { useTranslation } from 'react-i18next';
import { chatForms, TIME_OF_DAY, type ChatForm, type NoticeLang } from '../../shared/notices.ts';
import { WEBHOOK_URL_MAX, type AddressFault } from '../../shared/webhook.ts';
import { callApi } from '../api-client.ts';
import { i18n } from '../copy/i18n.ts';
import { urlFault } from '../parts/url-fault.ts';
import { Check } from '../ui/check.tsx';
import { Dialog, DialogBody, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { Segments } from '../ui/segments.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { useForm } from '../ui/use-form.ts';
import { LangChoice } from './lang-choice.tsx';
import type { ChatNotice } from './notice-options.ts';
import styles from './notices.module.css';
import { SaveProblem } from './save-problem.tsx';
import { chatText } from './stored-words.ts';
import { useNoticeForm } from './use-notice-form.ts';

interface Draft {
  url: string;
  form: ChatForm;
  lang: NoticeLang;
  isQuiet: boolean;
  from: string;
  to: string;
}

const EVENING = '22:00';
const MORNING = '08:00';

const draftOf = (chat: ChatNotice | null): Draft => ({
  url: '',
  form: chat?.form ?? 'slack',
  lang: chat?.lang ?? (i18n.language === 'en' ? 'en' : 'ko'),
  isQuiet: chat !== null && chat.quiet !== null,
  from: chat?.quiet?.from ?? EVENING,
  to: chat?.quiet?.to ?? MORNING,
});

type TimeFault = 'timeNeeded' | 'sameTime';

/** What is wrong with the quiet hours; by the field that shows it. */
function hourFaults({ isQuiet, from, to }: Draft): { from?: TimeFault; to?: TimeFault } {
  if (!isQuiet) return {};
  return {
    ...(!TIME_OF_DAY.test(from) && { from: 'timeNeeded' as const }),
    ...(from === to && { to: 'sameTime' as const }),
    ...(!TIME_OF_DAY.test(to) && { to: 'timeNeeded' as const }),
  };
}

function bodyOf({ url, form, lang, isQuiet, from, to }: Draft) {
  const quiet = isQuiet ? { from, to } : null;
  return { form, lang, quiet, ...(url.trim() !== '' && { url: url.trim() }) };
}

/** Connects the chat, or changes it. Its address is entered and never shown again. */
export function ChatFormDialog({
  chat,
  onClose,
}: {
  chat: ChatNotice | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { draft, change, save, error, busy, replacesOther, close, leave } = useNoticeForm({
    first: () => draftOf(chat),
    version: chat?.version ?? null,
    send: (now, seenVersion) =>
      callApi('PUT /api/notices/chat', { body: { ...bodyOf(now), seenVersion } }),
    onClose,
  });
  const isMissing = chat === null && draft.url.trim() === '';
  const wrongHours = hourFaults(draft);
  const { form, tried } = useForm(() => {
    if (isMissing || Object.keys(wrongHours).length > 0) return false;
    save();
    return true;
  });
  const refused = urlFault(error, 'needed');
  return (
    <Dialog onClose={close}>
      <DialogForm {...form}>
        <DialogHead
          title={t(`notices.chat.dialog.${chat === null ? 'add' : 'edit'}`)}
          onClose={close}
        />
        <DialogBody>
          {error === null || refused !== null ? null : (
            <SaveProblem error={error} stored={replacesOther ? chatText(chat, t) : null} />
          )}
          <div>
            <p className={styles.legend}>{t('notices.chat.form')}</p>
            <Segments
              label={t('notices.chat.form')}
              value={draft.form}
              options={chatForms.map((one) => ({
                value: one,
                label: t(`notices.chat.forms.${one}`),
              }))}
              onChange={(chosen) => change({ form: chosen })}
            />
          </div>
          <UrlField
            url={draft.url}
            host={chat?.host ?? null}
            fault={refused ?? (tried && isMissing ? 'needed' : null)}
            onChange={(url) => change({ url })}
          />
          <LangChoice value={draft.lang} onChange={(lang) => change({ lang })} />
          <QuietHours draft={draft} faults={tried ? wrongHours : {}} onChange={change} />
        </DialogBody>
        {leave ?? <FormFoot onClose={close} busy={busy} submit={t('notices.save')} />}
      </DialogForm>
    </Dialog>
  );
}

function UrlField({
  url,
  host,
  fault,
  onChange,
}: {
  url: string;
  /** Of the address that stays if none is entered. */
  host: string | null;
  fault: AddressFault | 'needed' | null;
  onChange: (url: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Field
      label={t('notices.chat.dialog.url')}
      help={
        host === null
          ? t('notices.chat.dialog.urlHelp')
          : t('notices.chat.dialog.keepHelp', { host })
      }
      error={fault === null ? undefined : t(`notices.chat.dialog.faults.${fault}`)}
    >
      {(control) => (
        <TextInput
          {...control}
          data-autofocus
          className="mono"
          type="url"
          autoComplete="off"
          spellCheck={false}
          maxLength={WEBHOOK_URL_MAX}
          value={url}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function QuietHours({
  draft,
  faults,
  onChange,
}: {
  draft: Draft;
  faults: ReturnType<typeof hourFaults>;
  onChange: (part: Partial<Draft>) => void;
}) {
  const { t } = useTranslation();
  const names = { from: 'from', to: 'until' } as const;
  return (
    <>
      <Check
        type="checkbox"
        label={t('notices.chat.dialog.quietOn')}
        help={t('notices.chat.dialog.quietHelp')}
        checked={draft.isQuiet}
        onChange={(isQuiet) => onChange({ isQuiet })}
      />
      {draft.isQuiet ? (
        <div className={styles.two}>
          {(['from', 'to'] as const).map((name) => {
            const fault = faults[name];
            return (
              <Field
                key={name}
                label={t(`notices.chat.dialog.${names[name]}`)}
                error={fault === undefined ? undefined : t(`notices.chat.dialog.${fault}`)}
              >
                {(control) => (
                  <TextInput
                    {...control}
                    type="time"
                    value={draft[name]}
                    onChange={(event) => onChange({ [name]: event.currentTarget.value })}
                  />
                )}
              </Field>
            );
          })}
        </div>
      ) : null}
    </>
  );
}
