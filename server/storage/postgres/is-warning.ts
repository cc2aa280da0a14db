/** SQLSTATE of a notice that warns of nothing. */
const SUCCESS = '00000';

/** Goes by the code: the word for the severity of a notice is in the server's language. */
export const isWarning = ({ code }: { code?: string | undefined }): boolean => code !== SUCCESS;
