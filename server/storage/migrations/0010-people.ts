/** Two more transitions: requests of people who may no longer refund are declined. */
import { transitionRows } from './0003-decisions.ts';

export const peopleMigration = { version: 10, name: 'people', sql: transitionRows } as const;
