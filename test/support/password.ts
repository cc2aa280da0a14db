/** The password of every account in a test. */
export const PASSWORD = 'a-long-test-passphrase';
