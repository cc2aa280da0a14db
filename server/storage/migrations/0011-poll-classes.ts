/**
 * Indexes by poll class, so that the poller finds due payments of one class without reading others.
 */
import { pollClasses, pollClassSql } from '../poll-classes.ts';

const indexes = pollClasses.map(
  (which) => `
CREATE INDEX payment_poll_${which} ON payment (next_poll_at)
  WHERE next_poll_at IS NOT NULL AND ${pollClassSql[which]};`,
);

export const pollClassesMigration = {
  version: 11,
  name: 'poll-classes',
  sql: `DROP INDEX payment_by_next_poll;${indexes.join('')}`,
};
