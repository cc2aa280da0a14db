import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { formatMoment } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { announce } from '../ui/announcer.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { TitledSection } from '../ui/titled-section.tsx';
import { ChatFormDialog } from './chat-form-dialog.tsx';
import type { ChatNotice } from './notice-options.ts';
import styles from './notices.module.css';
import { RemoveChatDialog } from './remove-chat-dialog.tsx';
import { hoursText } from './stored-words.ts';
import { useNoticeCall } from './use-notice-call.ts';

/** The shop's chat: connect it, try it, and see what became of the newest message. */
export function ChatSection({ chat }: { chat: ChatNotice | null }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<'form' | 'remove' | null>(null);
  const close = () => setOpen(null);
  return (
    <TitledSection title={t('notices.chat.title')} text={t('notices.chat.text')}>
      {chat === null ? (
        <>
          <p>{t('notices.chat.none')}</p>
          <div>
            <Button onClick={() => setOpen('form')}>{t('notices.chat.connect')}</Button>
          </div>
        </>
      ) : (
        <Connected
          chat={chat}
          onChange={() => setOpen('form')}
          onRemove={() => setOpen('remove')}
        />
      )}
      {open === 'form' ? <ChatFormDialog chat={chat} onClose={close} /> : null}
      {open === 'remove' ? <RemoveChatDialog onClose={close} /> : null}
    </TitledSection>
  );
}

const newestText = ({ newest }: ChatNotice, t: TFunction) =>
  newest === null
    ? t('notices.chat.never')
    : t('notices.chat.taken', { when: formatMoment(newest.at) });

function Connected({
  chat,
  onChange,
  onRemove,
}: {
  chat: ChatNotice;
  onChange: () => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const test = useNoticeCall(
    () => callApi('POST /api/notices/chat/test', {}),
    () => announce(t('notices.chat.tested')),
  );
  const isRefused = chat.newest !== null && chat.newest.failure !== null;
  return (
    <>
      <Facts>
        <Fact term={t('notices.chat.to')}>
          <span className="mono">{chat.host}</span>
        </Fact>
        <Fact term={t('notices.chat.form')}>{t(`notices.chat.forms.${chat.form}`)}</Fact>
        <Fact term={t('notices.language')}>{t(`notices.languages.${chat.lang}`)}</Fact>
        <Fact term={t('notices.chat.quiet')}>{hoursText(chat, t)}</Fact>
        {isRefused ? null : <Fact term={t('notices.chat.newest')}>{newestText(chat, t)}</Fact>}
      </Facts>
      <Refusal newest={chat.newest} />
      {test.error === null ? null : <ProblemNotice error={test.error} money={false} />}
      <div className={styles.acts}>
        <Button loading={test.isPending} onClick={() => test.mutate()}>
          {t('notices.chat.test')}
        </Button>
        <Button onClick={onChange}>{t('notices.change')}</Button>
        <Button onClick={onRemove}>{t('notices.chat.remove.act')}</Button>
      </div>
    </>
  );
}

/** Why the chat did not take the newest message, in its own words. */
function Refusal({ newest }: Pick<ChatNotice, 'newest'>) {
  const { t } = useTranslation();
  if (newest === null || newest.failure === null) return null;
  const { at, failure, httpStatus, answer } = newest;
  return (
    <Notice tone="warn" title={t('notices.chat.refused', { when: formatMoment(at) })}>
      <p>
        {t(`notices.chat.why.${failure}`, { status: httpStatus ?? '' })}{' '}
        {failure === 'sealed' ? null : t('notices.chat.goesOn')}
      </p>
      {answer === null || answer === '' ? null : (
        <p className={styles.answer}>{t('notices.chat.answered', { answer })}</p>
      )}
    </Notice>
  );
}
