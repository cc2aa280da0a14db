import { startSandbox } from './sandbox.ts';

const DEFAULT_PORT = 4100;

const port = Number(process.env['SANDBOX_PORT'] ?? DEFAULT_PORT);
const dataDir = process.env['SANDBOX_DATA_DIR'] ?? './data/sandbox-toss';
const host = process.env['SANDBOX_HOST'] ?? '127.0.0.1';
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error('SANDBOX_PORT must be a port number.');
  process.exit(1);
}

const sandbox = await startSandbox({ port, host, dataDir, log: console.error }).catch(
  (error: unknown) => {
    const why = error instanceof Error ? error.message : 'no reason given';
    console.error(`The sandbox did not start (${why}): see SANDBOX_PORT and SANDBOX_DATA_DIR.`);
    process.exit(1);
  },
);
console.log(`Toss Pay sandbox: ${sandbox.url} (storage in ${dataDir})`);
console.log('Any key that starts with sk_test_ works, up to 30 characters, for v1 and v2.');
console.log(`What Toss leaves open: GET and POST ${sandbox.url}/sandbox/options`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}
