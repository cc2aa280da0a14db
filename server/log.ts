/** The desk's log: one JSON object per line, without secrets. */
import pino from 'pino';

export type Logger = pino.Logger;

const HIDDEN = '[hidden]';
const secretFields = [
  ...['authorization', 'cookie', 'set-cookie', 'apiKey', 'password', 'authSecret', 'databaseUrl'],
];

/** Where a secret may be: at the top level or up to two objects deep (`req.headers.cookie`). */
const secretPaths = secretFields.flatMap((field) => {
  const step = `["${field}"]`;
  return [step, `*${step}`, `*.*${step}`];
});

/**
 * Replaces Toss keys, service tokens and logins of PostgreSQL anywhere in a line. Redacting by path
 * is not enough: a library may put a header into an error message.
 */
function hideSecrets(line: string): string {
  return line
    .replace(/\bsk_(test|live)_[A-Za-z0-9_-]+/g, `sk_$1_${HIDDEN}`)
    .replace(/\bcgt_[A-Za-z0-9_-]+/g, `cgt_${HIDDEN}`)
    .replace(/\b(postgres(?:ql)?:\/\/)[^@/\s"]*@/g, `$1${HIDDEN}@`);
}

/** @param write receives whole lines; standard output by default */
export function createLogger(
  level: string,
  write: (line: string) => void = (line) => process.stdout.write(line),
): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretPaths, censor: HIDDEN },
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
  };
  return pino(options, {
    write: (line: string) => write(hideSecrets(line)),
  });
}
