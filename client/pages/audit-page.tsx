import { useParams, useSearchParams } from 'react-router';
import '../copy/payment-words.ts';
import { AccessLog } from '../audit/access-log.tsx';
import { readAccessQuery } from '../audit/access-query.ts';
import { AuditLog } from '../audit/audit-log.tsx';
import { readAuditQuery } from '../audit/audit-query.ts';
import { addKorean } from '../copy/i18n.ts';
import { accessKo } from '../copy/ko/access.ts';
import { auditKo } from '../copy/ko/audit.ts';
import { settingsKo } from '../copy/ko/settings.ts';
import { writeLogQuery, type LogQuery } from '../parts/log/log-query.ts';

// Entries about changed settings show the settings' names.
addKorean({ access: accessKo, audit: auditKo, settings: settingsKo });

/**
 * 감사 기록 and 접속 기록. The address keeps the filter:
 * `/audit?action=settings-changed`, `/audit/access?kind=export`.
 */
export function AuditPage() {
  const { tab } = useParams();
  const [search, setSearch] = useSearchParams();
  const onQuery = (query: LogQuery) => setSearch(writeLogQuery(query), { replace: true });
  return tab === 'access' ? (
    <AccessLog query={readAccessQuery(search)} onQuery={onQuery} />
  ) : (
    <AuditLog query={readAuditQuery(search)} onQuery={onQuery} />
  );
}
