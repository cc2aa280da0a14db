import { useSuspenseQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import '../copy/payment-words.ts';
import { AuditLog } from '../audit/audit-log.tsx';
import { readAuditQuery } from '../audit/audit-query.ts';
import { addKorean } from '../copy/i18n.ts';
import { auditKo } from '../copy/ko/audit.ts';
import { settingsKo } from '../copy/ko/settings.ts';
import { meOptions } from '../me.ts';
import { ForbiddenPage } from './forbidden-page.tsx';
import { writeLogQuery } from '../ui/log/log-query.ts';

// An entry that tells of a changed setting calls it by its name.
addKorean({ audit: auditKo, settings: settingsKo });

/** 감사 기록. The address keeps what is looked for: `/audit?action=settings-changed`. */
export function AuditPage() {
  const { data: me } = useSuspenseQuery(meOptions);
  const [search, setSearch] = useSearchParams();
  if (!me.permissions.includes('audit.read')) return <ForbiddenPage page="audit" />;
  return (
    <AuditLog
      query={readAuditQuery(search)}
      onQuery={(query) => {
        setSearch(writeLogQuery(query), { replace: true });
      }}
    />
  );
}
