import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ByRole } from '../../shared/settings.ts';
import { formatClock } from '../format.ts';
import { staffOptions, type StaffEntry } from '../staff-options.ts';
import { Notice } from '../ui/notice.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { AccountChangeDialog } from './account-change-dialog.tsx';
import { usePhone } from '../ui/first-frame.ts';
import { EditDialog } from './edit-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LinkDialog, type ShownLink } from './link-dialog.tsx';
import { RoleMatrix } from './role-matrix.tsx';
import styles from './staff-list.module.css';
import { inOrder, type AccountChange } from './staff-state.ts';
import { StaffCards, StaffTable } from './staff-table.tsx';

type OpenDialog =
  | { kind: 'invite' }
  | { kind: 'edit'; entry: StaffEntry }
  | { kind: 'act'; act: AccountChange; entry: StaffEntry }
  | { kind: 'link'; link: ShownLink };

interface StaffListProps {
  myId: string;
  /** The day limit of each role; `null` while the settings are not loaded. */
  roleCeilings: ByRole<number | null> | null;
}

/** 직원: the accounts, and what can be changed about them. */
export function StaffList(props: StaffListProps) {
  const { t } = useTranslation();
  const list = useQuery(staffOptions);
  const [open, setOpen] = useState<OpenDialog | null>(null);
  return (
    <section className={styles.staff} aria-label={t('staff.title')}>
      <PageHead title={t('staff.title')}>
        <Button
          variant="filled"
          leftSection={<IconUserPlus size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => setOpen({ kind: 'invite' })}
        >
          {t('staff.invite')}
        </Button>
      </PageHead>
      <p className={styles.lead}>{t('staff.lead')}</p>
      {list.isError ? (
        <ListError
          error={list.error}
          readAtMs={list.data === undefined ? null : list.dataUpdatedAt}
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isPending ? <Loading /> : null}
      {list.data === undefined ? null : (
        <Rows items={list.data.items} myId={props.myId} onOpen={setOpen} />
      )}
      <RoleMatrix />
      {open === null ? null : (
        <OpenedDialog
          {...props}
          open={open}
          all={list.data?.items ?? []}
          onOpen={setOpen}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function Rows({
  items,
  myId,
  onOpen,
}: {
  items: readonly StaffEntry[];
  myId: string;
  onOpen: (open: OpenDialog) => void;
}) {
  const phone = usePhone();
  const List = phone ? StaffCards : StaffTable;
  return (
    <List
      entries={inOrder(items)}
      myId={myId}
      onEdit={(entry) => onOpen({ kind: 'edit', entry })}
      onAct={(act, entry) => onOpen({ kind: 'act', act, entry })}
    />
  );
}

function OpenedDialog({
  open,
  all,
  onOpen,
  onClose,
  ...props
}: StaffListProps & {
  open: OpenDialog;
  all: readonly StaffEntry[];
  onOpen: (open: OpenDialog) => void;
  onClose: () => void;
}) {
  const showLink = (link: ShownLink) => onOpen({ kind: 'link', link });
  switch (open.kind) {
    case 'invite':
      return <InviteDialog onInvited={showLink} onClose={onClose} />;
    case 'edit':
      return <EditDialog {...props} entry={open.entry} all={all} onClose={onClose} />;
    case 'act':
      return (
        <AccountChangeDialog
          act={open.act}
          entry={open.entry}
          all={all}
          onLink={showLink}
          onClose={onClose}
        />
      );
    case 'link':
      return <LinkDialog shown={open.link} onClose={onClose} />;
  }
}

function ListError({
  error,
  readAtMs,
  onRetry,
}: {
  error: Error;
  /** When the shown list was fetched; `null` without a list. */
  readAtMs: number | null;
  onRetry: () => void;
}) {
  const { t } = useTranslation();
  const retry = <Button onClick={onRetry}>{t('common.retry')}</Button>;
  return (
    <div className={styles.notice}>
      {readAtMs === null ? (
        <ProblemNotice error={error} money={false} title={t('staff.failed')} action={retry} />
      ) : (
        <Notice tone="bad" action={retry}>
          <p>{t('staff.notNew', { clock: formatClock(new Date(readAtMs).toISOString()) })}</p>
        </Notice>
      )}
    </div>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-busy="true" className={styles.loading}>
      <span className="vh">{t('staff.loading')}</span>
      {['44%', '36%', '40%', '32%'].map((width) => (
        <span key={width} className={styles.loadingRow}>
          <Skeleton width={width} />
        </span>
      ))}
    </div>
  );
}
