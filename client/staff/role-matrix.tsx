import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { may, roles, type Permission } from '../../shared/permissions.ts';
import styles from './role-matrix.module.css';

/** Display order: what most people may do comes first. */
const order = [
  'payments.read',
  'payments.create',
  'operations.request',
  'operations.decide',
  'payments.adopt',
  'exports.make',
  'staff.manage',
  'settings.manage',
  'audit.read',
  'developer.read',
] as const satisfies readonly Permission[];

/** The permissions of each role, from the same table that the server checks. */
export function RoleMatrix() {
  const { t } = useTranslation();
  return (
    <section className={styles.section} aria-labelledby="role-matrix">
      <h2 id="role-matrix">{t('staff.matrix.title')}</h2>
      <dl className={styles.roles}>
        {roles.map((role) => (
          <div key={role}>
            <dt>{t(`common.role.${role}`)}</dt>
            <dd>{t(`staff.roles.${role}`)}</dd>
          </div>
        ))}
      </dl>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">{t('staff.matrix.what')}</span>
            </th>
            {roles.map((role) => (
              <th key={role} scope="col" className={styles.mark}>
                {t(`common.role.${role}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((permission) => (
            <tr key={permission}>
              <th scope="row">{t(`staff.permissions.${permission}`)}</th>
              {roles.map((role) => (
                <td key={role} className={styles.mark}>
                  <Mark permission={permission} has={may(role, permission)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>{t('staff.matrix.extraNote')}</p>
    </section>
  );
}

function Mark({ permission, has }: { permission: Permission; has: boolean }) {
  const { t } = useTranslation();
  if (!has && permission === 'exports.make') {
    return <span className={styles.extra}>{t('staff.matrix.extra')}</span>;
  }
  const MarkIcon = has ? IconCheck : IconMinus;
  return (
    <>
      <MarkIcon
        size={16}
        stroke={has ? 2.25 : 1.75}
        className={has ? styles.yes : styles.no}
        aria-hidden="true"
      />
      <span className="vh">{t(has ? 'staff.matrix.yes' : 'staff.matrix.no')}</span>
    </>
  );
}
