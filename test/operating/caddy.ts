/** The real Caddy, where this machine has it, run with the shipped Caddyfile. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { waitUntil } from '../support/wait-until.ts';
import { readDoc } from './set-up-files.ts';
import type { TlsProxy } from './tls-proxy.ts';

export const hasCaddy = spawnSync('caddy', ['version']).status === 0;

/** Changes only what a machine without a public name needs, and the ports. */
function adapted(port: number, deskPort: number, folder: string): string {
  const own = [
    'admin off',
    'local_certs',
    'skip_install_trust',
    'auto_https disable_redirects',
    `https_port ${String(port)}`,
    `storage file_system ${folder}`,
  ];
  const file = readDoc('operating/Caddyfile');
  return file
    .replace(/^\{$/m, ['{', ...own].join('\n\t'))
    .replace('127.0.0.1:4000', `127.0.0.1:${String(deskPort)}`);
}

/** Whether it has created the certificate of this name already. */
function speaksTls(port: number, servername: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false });
    const end = (speaks: boolean) => {
      socket.destroy();
      resolve(speaks);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('error', () => end(false));
  });
}

export interface CaddyOptions {
  port: number;
  deskPort: number;
  /** The name in the Caddyfile. */
  host: string;
  dir: string;
}

/** Starts it; resolves when it answers. */
export async function startCaddy({ port, deskPort, host, dir }: CaddyOptions): Promise<TlsProxy> {
  const folder = join(dir, 'caddy');
  mkdirSync(folder);
  const file = join(folder, 'Caddyfile');
  writeFileSync(file, adapted(port, deskPort, folder));
  const child = spawn('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const root = join(folder, 'pki/authorities/local/root.crt');
  await waitUntil('Caddy serves', async () => {
    if (child.exitCode !== null) throw new Error(`Caddy ended:\n${said}`);
    return existsSync(root) && (await speaksTls(port, host));
  });
  return {
    port,
    ca: readFileSync(root, 'utf8'),
    close: async () => {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
