/** Two more transitions: requests of people who may no longer refund are declined. */
import { replaceTransitions, rowsOfSchema10 } from './transition-rows.ts';

export const peopleMigration = {
  version: 10,
  name: 'people',
  sql: replaceTransitions(rowsOfSchema10),
} as const;
