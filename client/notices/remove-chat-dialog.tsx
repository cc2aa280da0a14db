import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { AskFoot } from '../ui/ask-foot.tsx';
import { Dialog, DialogBody, DialogHead } from '../ui/dialog.tsx';
import { useNoticeCall } from './use-notice-call.ts';

/** Asks before the address of the chat is deleted. */
export function RemoveChatDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useNoticeCall(() => callApi('DELETE /api/notices/chat', {}), onClose);
  return (
    <Dialog onClose={onClose}>
      <DialogHead title={t('notices.chat.remove.title')} onClose={onClose} />
      <DialogBody>
        {remove.error === null ? null : <ProblemNotice error={remove.error} money={false} />}
        <p>{t('notices.chat.remove.line')}</p>
      </DialogBody>
      <AskFoot
        onCancel={onClose}
        confirm={t('notices.chat.remove.act')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </Dialog>
  );
}
