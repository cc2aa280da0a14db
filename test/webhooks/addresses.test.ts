/** Where events may go: 50 addresses that lead inside reach nothing, whatever their form. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findDestination,
  parseAddress,
  type AddressRules,
  type ResolveName,
} from '../../server/allowed-address.ts';
import { guardedPost } from '../../server/guarded-post.ts';
import { signWebhook } from '../../server/webhooks/sign-webhook.ts';
import { systemClock } from '../../server/clock.ts';
import { WEBHOOK_URL_MAX } from '../../shared/webhook.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { inside } from './inside-addresses.ts';
import { startReceiver } from './receiver.ts';

const live: AddressRules = { live: true, allowed: [] };
const noName: ResolveName = (name) => Promise.reject(new Error(`asked for ${name}`));

/** What an address as text is found to be, without asking anybody for a name. */
async function faultOf(text: string, rules = live, resolve = noName) {
  const url = parseAddress(text, WEBHOOK_URL_MAX);
  if (typeof url === 'string') return url;
  const found = await findDestination(url, rules, resolve);
  return 'fault' in found ? found.fault : found.address;
}

describe('an address', () => {
  it.each(inside)('%s leads inside, and is refused', async (host) => {
    expect(inside.length).toBeGreaterThanOrEqual(50);
    expect(await faultOf(`https://${host}/hook`)).toBe('inside');
  });

  it.each([
    ['https://localhost/', ['127.0.0.1'], 'inside'],
    ['https://one-is-inside.example/', ['93.184.216.34', '10.0.0.5'], 'inside'],
    ['https://no-address.example/', ['not an address'], 'inside'],
    ['https://nobody.example/', [], 'unknown-name'],
    ['http://shop.example/', ['93.184.216.34'], 'plain-http'],
    ['https://shop.example/', ['93.184.216.34'], '93.184.216.34'],
    ['https://shop.example/', ['2606:4700::1111'], '2606:4700::1111'],
    ['https://me:secret@shop.example/', [], 'login'],
    ['ftp://shop.example/', [], 'form'],
    ['https://shop.example/#part', [], 'form'],
    ['javascript:alert(1)', [], 'form'],
    ['shop.example', [], 'form'],
    [`https://shop.example/${'x'.repeat(500)}`, [], 'form'],
    // Stored as more than 500 characters: each attempt would refuse it.
    [`https://shop.example/${'알'.repeat(60)}`, [], 'form'],
  ])('%s of %j is %s', async (text, addresses, expected) => {
    expect(await faultOf(text, live, () => Promise.resolve([...addresses]))).toBe(expected);
  });

  it('inside may be reached where the operator allows its network, by https', async () => {
    const rules = { live: true, allowed: ['10.1.0.0/16'] };
    expect(await faultOf('https://10.1.2.3/', rules)).toBe('10.1.2.3');
    expect(await faultOf('https://10.2.2.3/', rules)).toBe('inside');
    expect(await faultOf('http://10.1.2.3/', rules)).toBe('plain-http');
  });

  it('of this machine may be reached without a live key, by http, too', async () => {
    const rules = { live: false, allowed: [] };
    expect(await faultOf('http://127.0.0.1:4000/', rules)).toBe('127.0.0.1');
    expect(await faultOf('http://[::1]:4000/', rules)).toBe('::1');
    expect(await faultOf('http://10.0.0.1/', rules)).toBe('inside');
  });
});

describe('an attempt', () => {
  const parcel = { headers: {}, body: '{}' };
  const times = { timeoutMs: 2000, lateMs: 4000 };
  const post = (url: string, resolve: ResolveName, rules = live) =>
    guardedPost(
      { ...parcel, url },
      { clock: systemClock, rules, resolve, times, signal: new AbortController().signal },
      () => {
        // Never slow here.
      },
    );

  it('asks for the name once, and connects to nothing where the answer leads inside', async () => {
    const reached: string[] = [];
    const server = createServer((socket) => {
      reached.push('connection');
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // A name that changes its answer: the first one is what is checked and connected to.
    const answers = [['127.0.0.1'], ['93.184.216.34']];
    const resolve = () => Promise.resolve(answers.shift() ?? []);
    const result = await post(`https://rebinds.example:${String(port)}/`, resolve);
    expect(result).toMatchObject({ failure: 'address', httpStatus: null });
    expect(answers).toHaveLength(1);
    expect(reached).toEqual([]);
    await new Promise((done) => server.close(done));
  });

  it('connects to the very address that was checked, under the name that was given', async () => {
    const receiver = await startReceiver();
    let asked = 0;
    const resolve = () => {
      asked += 1;
      return Promise.resolve(['127.0.0.1']);
    };
    const url = `http://shop.example:${String(receiver.port)}/hook`;
    const result = await post(url, resolve, { live: false, allowed: [] });
    expect(result).toMatchObject({ failure: null, httpStatus: 200, answer: 'ok', late: false });
    expect(receiver.received[0]?.headers.host).toBe(`shop.example:${String(receiver.port)}`);
    expect(asked).toBe(1);
    await receiver.close();
  });

  it('follows no redirect, and reads no more than 16 KiB of an answer', async () => {
    const receiver = await startReceiver((_one, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:1/' });
      response.write('x'.repeat(64 * 1024));
    });
    const rules = { live: false, allowed: [] };
    const result = await post(receiver.url, noName, rules);
    expect(result).toMatchObject({ failure: 'redirect', httpStatus: 307 });
    expect(result.answer).toHaveLength(4096);
    expect(receiver.received).toHaveLength(1);
    await receiver.close();
  });

  it('keeps little of an answer that is a success', async () => {
    const receiver = await startReceiver((_one, response) => response.end('x'.repeat(5000)));
    const result = await post(receiver.url, noName, { live: false, allowed: [] });
    expect(result).toMatchObject({ failure: null, answer: 'x'.repeat(512) });
    await receiver.close();
  });

  it.each([
    ['interim answers', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
    ['empty lines', '', '\r\n'],
    ['zeros', 'HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n', '0'],
  ])('is cut where the receiver sends %s without end', async (_name, head, unit) => {
    let sent = 0;
    const server = createServer((socket) => {
      const flood = Buffer.from(unit.repeat(2000));
      const go = () => {
        if (socket.destroyed) return;
        sent += flood.length;
        socket.write(flood, () => setTimeout(go, 5));
      };
      socket.on('error', () => socket.destroy());
      socket.write(head);
      go();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as { port: number };
    const url = `http://127.0.0.1:${String(port)}/`;
    const result = await post(url, noName, { live: false, allowed: [] });
    expect(result.failure).not.toBeNull();
    expect(result.failure).not.toBe('time-out');
    expect(sent).toBeLessThan(1024 * 1024);
    await new Promise((done) => server.close(done));
  });
});

it('signs as the specification’s own example', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    seconds: 1614265330,
    body: '{"test": 2432232314}',
  };
  expect(signWebhook(secret, message)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

describe('over HTTP', () => {
  let desk: RunningDesk;
  beforeAll(async () => {
    desk = await startTestDesk({ env: { EVENTS_OUT: '1' } });
  });
  afterAll(async () => {
    await desk.close();
  });

  it.each([
    ['https://10.0.0.1/', 'inside'],
    ['https://me:pass@example.com/', 'login'],
    ['http://93.184.216.34/', 'plain-http'],
    ['not an address', 'form'],
  ])('%s is refused as %s when it is entered, also on a change', async (url, code) => {
    const manager = desk.as('manager');
    const refused = { status: 422, body: { errors: [{ pointer: '/url', code }] } };
    const types = ['payment.created'];
    expect(await manager.call('POST', '/api/webhooks', { url, types })).toMatchObject(refused);
    const fit = { url: 'http://127.0.0.1:9/', types };
    const { webhook } = (await manager.call('POST', '/api/webhooks', fit)).body;
    const path = `/api/webhooks/${webhook.id}`;
    expect(await manager.call('PATCH', path, { url })).toMatchObject(refused);
    await manager.call('DELETE', path);
  });
});

it('nothing is kept or sent, and no endpoint can be added, unless EVENTS_OUT is 1', async () => {
  const desk = await startTestDesk();
  const manager = desk.as('manager');
  const body = { url: 'http://127.0.0.1:9/', types: ['payment.created'] };
  expect(await manager.call('POST', '/api/webhooks', body)).toMatchObject({
    status: 409,
    body: { code: 'events-off' },
  });
  await desk.sandbox.createPaid({});
  expect(desk.read('SELECT * FROM outgoing_event')).toEqual([]);
  expect((await manager.call('GET', '/api/changes')).body.code).toBe('events-off');
  await desk.close();
});
