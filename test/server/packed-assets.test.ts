/** Assets that the build compressed are sent as they are, to clients that can decompress them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDesk, type TestDesk } from './start-test-desk.ts';

const CODE = 'console.log("창구");'.repeat(100);
const SMALL = 'export {};';

let clientDir: string;
let desk: TestDesk;
beforeAll(async () => {
  clientDir = mkdtempSync(join(tmpdir(), 'changgu-packed-'));
  const assets = join(clientDir, 'assets');
  mkdirSync(assets);
  writeFileSync(join(assets, 'main-abc123.js'), CODE);
  writeFileSync(join(assets, 'main-abc123.js.br'), brotliCompressSync(CODE));
  writeFileSync(join(assets, 'main-abc123.js.gz'), gzipSync(CODE));
  writeFileSync(join(assets, 'small-abc123.js'), SMALL);
  writeFileSync(join(clientDir, 'index.html'), '<html><head></head><body></body></html>');
  desk = await startTestDesk({ clientDir });
});
afterAll(async () => {
  await desk.close();
  rmSync(clientDir, { recursive: true, force: true });
});

/** By plain http, because fetch decompresses responses. */
function ask(path: string, accepts: string | undefined, method = 'GET') {
  const headers = accepts === undefined ? {} : { 'accept-encoding': accepts };
  return new Promise<{ body: Buffer; headers: Record<string, unknown>; status: number }>(
    (resolve, reject) => {
      const request = get(desk.url + path, { headers, method }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          resolve({ body: Buffer.concat(chunks), headers: response.headers, status });
        });
      });
      request.on('error', reject);
    },
  );
}

describe('a compressed asset', () => {
  const common = {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
  };

  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
  ] as const)('is sent to a client that accepts %s', async (accepts, encoding, unpack) => {
    const { status, headers, body } = await ask('/assets/main-abc123.js', accepts);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ ...common, 'content-encoding': encoding });
    expect(Number(headers['content-length'])).toBe(body.length);
    expect(unpack(body).toString()).toBe(CODE);
  });

  it.each([undefined, 'identity', 'br;q=0, gzip;q=0'])(
    'is sent uncompressed to a client that accepts %s',
    async (accepts) => {
      const { headers, body } = await ask('/assets/main-abc123.js', accepts);
      expect(headers).toMatchObject(common);
      expect(headers['content-encoding']).toBeUndefined();
      expect(body.toString()).toBe(CODE);
    },
  );

  it('is described by HEAD without its content', async () => {
    const { headers, body } = await ask('/assets/main-abc123.js', 'br', 'HEAD');
    expect(headers).toMatchObject({ ...common, 'content-encoding': 'br' });
    expect(body).toHaveLength(0);
  });

  it('an asset without a compressed file, and a missing one, are handled as usual', async () => {
    const small = await ask('/assets/small-abc123.js', 'br');
    expect(small.body.toString()).toBe(SMALL);
    expect(small.headers['content-encoding']).toBeUndefined();
    expect((await ask('/assets/none-abc123.js', 'br')).status).toBe(404);
  });
});

describe('the description of the API', () => {
  it.each(['/api/docs', '/api/openapi.json'])(
    'is sent already compressed, with the same content in any encoding: %s',
    async (path) => {
      const plain = (await ask(path, undefined)).body.toString();
      for (const [accepts, unpack] of [
        ['br', brotliDecompressSync],
        ['gzip', gunzipSync],
      ] as const) {
        const first = await ask(path, accepts);
        expect(first.headers).toMatchObject({
          'content-encoding': accepts,
          vary: 'Accept-Encoding',
        });
        expect(unpack(first.body).toString()).toBe(plain);
        // A response that is compressed on the fly has no length.
        expect(first.headers['content-length']).toBe(String(first.body.length));
      }
    },
  );
});
