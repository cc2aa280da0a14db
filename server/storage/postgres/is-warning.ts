/** SQLSTATE of a notice that warns of nothing. */
const SUCCESS = '00000';

/** Goes by the code: the word for the severity of a notice is in the server's language. */
export const isWarning = ({ code }: { code?: string | undefined }): boolean => code !== SUCCESS;

/** Warnings must arrive: a role or a database may be set to tell errors only. */
export const SHOW_WARNINGS = 'SET client_min_messages = notice';
