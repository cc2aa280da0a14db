import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deskAccess } from '../desk-access.ts';
import { meOptions } from '../me.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SecondFactorForm } from './second-factor-form.tsx';
import styles from './step-up-dialog.module.css';

/** 본인 확인: asks for a fresh code, then the waiting call continues; cancelling drops it. */
export function StepUpDialog() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const stop = () => deskAccess.settleProof(false);
  const goOn = async () => {
    deskAccess.settleProof(true);
    await queryClient.invalidateQueries({ queryKey: meOptions.queryKey });
  };
  return (
    <Dialog kind="question" label={t('session.stepUp.title')} onClose={stop}>
      <div className={styles.pane}>
        <div className={styles.head}>
          <h2>{t('session.stepUp.title')}</h2>
          <p>{t('session.stepUp.lead')}</p>
          <p>{t('session.stepUp.fresh')}</p>
        </div>
        <SecondFactorForm submit={t('session.stepUp.submit')} onDone={goOn}>
          <Button variant="subtle" color="gray" size="sm" onClick={stop}>
            {t('session.stepUp.cancel')}
          </Button>
        </SecondFactorForm>
      </div>
    </Dialog>
  );
}
