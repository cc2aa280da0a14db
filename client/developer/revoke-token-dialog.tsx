import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { ProblemError } from '../problem-error.ts';
import { AskFoot } from '../ui/ask-foot.tsx';
import { announce } from '../ui/announcer.tsx';
import { Dialog, DialogBody, DialogHead } from '../ui/dialog.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { tokenListOptions, type ServiceToken } from './developer-options.ts';
import styles from './token-dialogs.module.css';

/** Asks before a token is revoked, and says what follows. */
export function RevokeTokenDialog({
  token: { id, name },
  onClose,
}: {
  token: ServiceToken;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => callApi('DELETE /api/tokens/:id', { params: { id } }),
    onSuccess: () => {
      announce(t('developer.tokens.revoking.done', { name }));
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: tokenListOptions.queryKey }),
  });
  const refused = revoke.error instanceof ProblemError && revoke.error.problem.effect !== 'unknown';
  return (
    <Dialog onClose={onClose}>
      <DialogHead title={t('developer.tokens.revoking.title', { name })} onClose={onClose} />
      <DialogBody>
        {revoke.error === null ? null : (
          <ProblemNotice error={revoke.error} money={false}>
            {refused ? null : <p>{t('developer.tokens.revoking.lost')}</p>}
          </ProblemNotice>
        )}
        <ul className={styles.lines}>
          {(['at', 'shop', 'payments'] as const).map((line) => (
            <li key={line}>{t(`developer.tokens.revoking.${line}`)}</li>
          ))}
        </ul>
      </DialogBody>
      <AskFoot
        onCancel={onClose}
        confirm={t('developer.tokens.revoking.confirm')}
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      />
    </Dialog>
  );
}
