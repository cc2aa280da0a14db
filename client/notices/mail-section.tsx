import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { formatMoment } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { TitledSection } from '../ui/titled-section.tsx';
import { MailFormDialog } from './mail-form-dialog.tsx';
import type { SheetMails } from './notice-options.ts';
import styles from './notices.module.css';
import { useNoticeCall } from './use-notice-call.ts';

type SheetMail = SheetMails['mails'][number];

/** Who gets the sheets by mail, and what became of each mail. */
export function MailSection({ mail }: { mail: SheetMails }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { on, emails, time, lang, mails } = mail;
  const hasAny = emails.length > 0;
  return (
    <TitledSection title={t('notices.mail.title')} text={t('notices.mail.text')}>
      {on ? null : <p>{t('notices.mail.off')}</p>}
      {on && !hasAny ? <p>{t('notices.mail.none')}</p> : null}
      {on && hasAny ? (
        <Facts>
          <Fact term={t('notices.mail.to')}>
            <ul className={styles.emails}>
              {emails.map((email) => (
                <li key={email}>{email}</li>
              ))}
            </ul>
          </Fact>
          <Fact term={t('notices.mail.time')}>{t('notices.mail.at', { time })}</Fact>
          <Fact term={t('notices.language')}>{t(`notices.languages.${lang}`)}</Fact>
        </Facts>
      ) : null}
      {on ? (
        <div>
          <Button onClick={() => setOpen(true)}>
            {t(hasAny ? 'notices.change' : 'notices.mail.add')}
          </Button>
        </div>
      ) : null}
      {mails.length === 0 ? null : (
        <section aria-label={t('notices.mail.list')}>
          <h3 className={styles.legend}>{t('notices.mail.list')}</h3>
          <ul>
            {mails.map((one) => (
              <MailRow key={one.id} mail={one} mayAgain={on && emails.includes(one.email)} />
            ))}
          </ul>
        </section>
      )}
      {isOpen ? <MailFormDialog mail={mail} onClose={() => setOpen(false)} /> : null}
    </TitledSection>
  );
}

function stateText({ state, at, nextAt }: SheetMail, t: TFunction): string {
  if (state === 'sent') return t('notices.mail.state.sent', { when: formatMoment(at ?? '') });
  if (state === 'failed') return t('notices.mail.state.failed');
  return at === null || nextAt === null
    ? t('notices.mail.state.waiting')
    : t('notices.mail.state.retrying', { when: formatMoment(nextAt) });
}

function MailRow({ mail, mayAgain }: { mail: SheetMail; mayAgain: boolean }) {
  const { t } = useTranslation();
  const { id, kind, of, email, state, answer } = mail;
  const what = t(`notices.mail.of.${kind}`, { of });
  const again = useNoticeCall(() =>
    callApi('POST /api/notices/mail/:id/again', { params: { id: String(id) } }),
  );
  return (
    <li className={styles.row}>
      <div>
        <p>
          {what} · <span className={styles.email}>{email}</span>
        </p>
        <p className={styles.beneath} data-state={state}>
          {stateText(mail, t)}
        </p>
        {answer === null ? null : (
          <p className={styles.beneath}>{t('notices.mail.answered', { answer })}</p>
        )}
        {again.error === null ? null : <ProblemNotice error={again.error} money={false} />}
      </div>
      {mayAgain && state === 'failed' ? (
        <Button
          size="xs"
          loading={again.isPending}
          aria-label={t('notices.mail.againOf', { what, email })}
          onClick={() => again.mutate()}
        >
          {t('notices.mail.again')}
        </Button>
      ) : null}
    </li>
  );
}
