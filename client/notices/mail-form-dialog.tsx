import { useTranslation } from 'react-i18next';
import { EMAIL, EMAIL_MAX } from '../../shared/limits.ts';
import { SHEET_MAILS_MAX, TIME_OF_DAY } from '../../shared/notices.ts';
import { callApi } from '../api-client.ts';
import { Dialog, DialogBody, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { useForm } from '../ui/use-form.ts';
import { LangChoice } from './lang-choice.tsx';
import type { SheetMails } from './notice-options.ts';
import { SaveProblem } from './save-problem.tsx';
import { mailText } from './stored-words.ts';
import { useNoticeForm } from './use-notice-form.ts';

/** The addresses of a text, one per line. */
const emailsIn = (text: string) =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

const isEmail = (text: string) => text.length <= EMAIL_MAX && EMAIL.test(text);

/** Who gets the sheets, when and in which language. */
export function MailFormDialog({ mail, onClose }: { mail: SheetMails; onClose: () => void }) {
  const { t } = useTranslation();
  const { draft, change, save, error, busy, replacesOther, close, leave } = useNoticeForm({
    first: () => ({ text: mail.emails.join('\n'), time: mail.time, lang: mail.lang }),
    version: mail.version,
    send: ({ text, time, lang }, seenVersion) =>
      callApi('PUT /api/notices/mail', {
        body: { emails: emailsIn(text), time, lang, seenVersion },
      }),
    onClose,
  });
  const emails = emailsIn(draft.text);
  const wrong = emails.find((email) => !isEmail(email));
  const isTimed = TIME_OF_DAY.test(draft.time);
  const { form, tried } = useForm(() => {
    if (wrong !== undefined || emails.length > SHEET_MAILS_MAX || !isTimed) return false;
    save();
    return true;
  });
  const emailFault =
    wrong === undefined
      ? emails.length > SHEET_MAILS_MAX
        ? t('notices.mail.dialog.tooMany')
        : undefined
      : t('notices.mail.dialog.wrong', { email: wrong });
  return (
    <Dialog onClose={close}>
      <DialogForm {...form}>
        <DialogHead title={t('notices.mail.dialog.title')} onClose={close} />
        <DialogBody>
          {error === null ? null : (
            <SaveProblem error={error} stored={replacesOther ? mailText(mail, t) : null} />
          )}
          <Field
            label={t('notices.mail.dialog.emails')}
            help={t('notices.mail.dialog.emailsHelp')}
            error={tried ? emailFault : undefined}
          >
            {(control) => (
              <NoteInput
                {...control}
                data-autofocus
                rows={3}
                spellCheck={false}
                autoComplete="off"
                value={draft.text}
                onChange={(event) => change({ text: event.currentTarget.value })}
              />
            )}
          </Field>
          <Field
            label={t('notices.mail.time')}
            error={tried && !isTimed ? t('notices.chat.dialog.timeNeeded') : undefined}
          >
            {(control) => (
              <TextInput
                {...control}
                type="time"
                value={draft.time}
                onChange={(event) => change({ time: event.currentTarget.value })}
              />
            )}
          </Field>
          <LangChoice value={draft.lang} onChange={(lang) => change({ lang })} />
        </DialogBody>
        {leave ?? <FormFoot onClose={close} busy={busy} submit={t('notices.save')} />}
      </DialogForm>
    </Dialog>
  );
}
