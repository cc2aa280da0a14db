/** Requests of people who may not give money back any more are declined: two more transitions. */
import { transitionRows } from './0003-decisions.ts';

export const peopleMigration = { version: 10, name: 'people', sql: transitionRows } as const;
