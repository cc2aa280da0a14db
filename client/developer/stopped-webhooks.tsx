import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Notice } from '../ui/notice.tsx';
import { shortUrl, webhooksOptions } from './webhook-options.ts';
import styles from './webhooks.module.css';

/** Shows in 할 일 which endpoints were stopped, until a manager decides about each. */
export function StoppedWebhooks() {
  const { t } = useTranslation();
  const { data } = useQuery(webhooksOptions);
  const stopped = data?.items.filter(({ state }) => state === 'gone' || state === 'failing') ?? [];
  if (stopped.length === 0) return null;
  return (
    <div className={styles.stopped}>
      <Notice tone="warn" title={t('review.webhooks.title')} silent>
        {stopped.map(({ id, url }) => (
          <p key={id} className={styles.url}>
            <bdi>{shortUrl(url)}</bdi>
          </p>
        ))}
        <p>
          <Link to="/developer/webhooks">{t('review.webhooks.look')}</Link>
        </p>
      </Notice>
    </div>
  );
}
