import { once } from 'node:events';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Dealer, Router } from 'zeromq';
import { aClient, answer, caller, HOST, rawPeer, request, serving } from './support.js';

const methods = { echo: (value: unknown) => value, never: () => new Promise(() => undefined) };
const MiB = 2 ** 20;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Sends what should harm, and sees that the server goes on for the same peer and for others. */
async function survives(send: (peer: Dealer) => Promise<void>, options?: object): Promise<void> {
  const server = await serving(methods, options);
  const other = caller(server);
  expect(await other('echo', 'before')).toBe('before');
  const peer = rawPeer(server);
  await send(peer);
  await peer.send(['', request('echo', ['same peer'], { message_id: Buffer.from('last') })]);
  for (;;) {
    const [header, name, args] = await answer(peer);
    if (Buffer.from((header['response_to'] as Uint8Array | undefined) ?? '').toString() !== 'last') continue;
    expect([name, args]).toEqual(['OK', ['same peer']]);
    break;
  }
  expect(await other('echo', 'after')).toBe('after');
}

describe('a server of ZeroRPC goes on after', () => {
  it('every beginning of a message', async () => {
    const whole = request('echo', [{ a: [1, 'two', Buffer.from('three')] }]);
    await survives(async (peer) => {
      for (let length = 0; length < whole.length; length++) await peer.send(['', whole.subarray(0, length)]);
    });
  });

  it('messages with any one byte changed', async () => {
    const whole = Buffer.from(request('echo', [[1, 2.5, 'three']]));
    await survives(async (peer) => {
      for (let at = 0; at < whole.length; at++) {
        for (const byte of [0x00, 0x7f, 0x80, 0xc1, 0xc7, 0xdd, 0xdf, 0xff]) {
          const changed = Buffer.from(whole);
          changed[at] = byte;
          await peer.send(['', changed]);
        }
      }
    });
  });

  it('any bytes', async () => {
    const messages = fc.sample(fc.uint8Array({ maxLength: 200 }), 500);
    await survives(async (peer) => {
      for (const message of messages) await peer.send(['', message]);
    });
  });

  it('any structure', async () => {
    const messages = fc
      .sample(fc.tuple(fc.anything(), fc.anything(), fc.anything()), 300)
      .flatMap((parts) => {
        try {
          return [encode(parts)];
        } catch {
          return [];
        }
      });
    await survives(async (peer) => {
      for (const message of messages) await peer.send(['', message]);
    });
  });

  it.each([
    ['one frame', [Buffer.from('x')]],
    ['no empty frame', [request('echo', [1])]],
    ['an empty frame', [Buffer.alloc(0)]],
    ['many frames', Array.from({ length: 1000 }, () => Buffer.from('x'))],
  ])('a message of %s', async (_, frames) => {
    await survives((peer) => peer.send(frames));
  });

  it.each([
    ['no list', encode({ a: 1 })],
    ['four parts', encode([{}, 'echo', [], 1])],
    ['more after its end', Buffer.concat([request('echo', [1]), Buffer.from([1])])],
    ['a header that is no dict', encode([[1], 'echo', []])],
    ['a name that is no text', request(7, [])],
    ['no id', encode([{ v: 3 }, 'echo', [1]])],
    ['an id that is a number', encode([{ v: 3, message_id: 7 }, 'echo', [1]])],
    ['a huge id', encode([{ v: 3, message_id: 'x'.repeat(10_000) }, 'echo', [1]])],
    ['an answer to no call', encode([{ v: 3, message_id: 'a', response_to: 'b' }, 'OK', [1]])],
    [
      'a key __proto__',
      Buffer.concat([encode([{}]).subarray(0, 1), Buffer.from('81a95f5f70726f746f5f5f80a1780090', 'hex')]),
    ],
  ])('a message with %s', async (_, message) => {
    await survives((peer) => peer.send(['', message]));
  });

  it('a million lists in each other, and lists that promise what is not there', async () => {
    const front = Buffer.from('9381a176 03 a46563686f'.replaceAll(' ', ''), 'hex');
    await survives(async (peer) => {
      await peer.send(['', Buffer.concat([front, Buffer.alloc(MiB, 0x91)])]);
      for (const promise of ['ddffffffff', 'dfffffffff', 'dbffffffff', 'c6ffffffff', 'dd01ffffff']) {
        await peer.send(['', Buffer.concat([front, Buffer.from(promise, 'hex')])]);
        await peer.send(['', Buffer.concat([front, Buffer.from(promise.repeat(10_000), 'hex')])]);
      }
    });
  });

  it('messages of 100 MB, without keeping them', async () => {
    const size = 100_000_000;
    const server = await serving(methods);
    const other = caller(server);
    const peer = rawPeer(server);
    const grown = async (): Promise<number> => {
      expect(await other('echo', 'small')).toBe('small');
      collectGarbage();
      return process.memoryUsage().rss / MiB;
    };
    const before = await grown();
    // lists of so many zeros, of empty lists, of nothing, in each other; and bytes, which are sound, and answered
    for (const [head, filler] of [
      [0xdd, 0x00],
      [0xdd, 0x90],
      [0xdd, 0xc0],
      [0xdd, 0x91],
      [0xc6, 0x07],
    ] as const) {
      const front = Buffer.from(request('echo', null)).subarray(0, -1);
      const body = Buffer.alloc(front.length + 6 + size, filler);
      front.copy(body);
      body.writeUIntBE(0x9100 + head, front.length, 2);
      body.writeUInt32BE(size, front.length + 2);
      await peer.send(['', body]);
      if (head === 0xc6) expect((await answer(peer))[1]).toBe('OK');
    }
    // what is external to the heap is let go a little after the collection that found it
    await vi.waitFor(async () => expect((await grown()) - before).toBeLessThan(250), { timeout: 20_000 });
  });

  it('messages longer than allowed: that peer is cut off', async () => {
    const server = await serving(methods, { maxMessageSize: MiB });
    const peer = new Dealer({ linger: 0, reconnectInterval: -1 });
    onTestFinished(() => peer.close());
    const cut = new Promise((resolve) => peer.events.on('disconnect', resolve));
    peer.connect(`tcp://${HOST}:${String(server.port)}`);
    await peer.send(['', request('echo', [Buffer.alloc(2 * MiB)])]);
    await cut;
    expect(await caller(server)('echo', 1)).toBe(1);
  });

  it('peers that connect and say nothing, or nonsense, or half of something', async () => {
    const server = await serving(methods);
    const greeting = Buffer.concat([Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3]), Buffer.alloc(53)]);
    const lines = [
      Buffer.alloc(0),
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      greeting.subarray(0, 20),
      greeting,
    ];
    for (const line of lines) {
      for (let n = 0; n < 20; n++) {
        const socket = connect(server.port, HOST);
        socket.on('error', () => undefined);
        onTestFinished(() => void socket.destroy());
        await once(socket, 'connect');
        socket.write(line);
        if (n % 2 === 0) socket.destroy();
      }
    }
    expect(await caller(server)('echo', 1)).toBe(1);
  });

  it('thousands of calls that never end: further ones of that peer fail, those of others do not', async () => {
    const server = await serving(methods, { maxCalls: 100 });
    const peer = rawPeer(server);
    for (let n = 0; n < 150; n++) {
      await peer.send(['', request('never', [], { message_id: Buffer.from(`call ${String(n)}`) })]);
    }
    for (let n = 0; n < 50; n++) {
      const [, name, [, message]] = (await answer(peer)) as [unknown, string, string[]];
      expect(name).toBe('ERR');
      expect(message).toContain('100 calls of this peer are under way');
    }
    expect(await caller(server)('echo', 1)).toBe(1);
  });

  it('a call that is sent twice while it is under way: it is made once', async () => {
    let calls = 0;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const count = async (): Promise<number> => {
      const call = ++calls;
      await released;
      return call;
    };
    const peer = rawPeer(await serving({ count, release: () => release() }));
    for (let n = 0; n < 2; n++) await peer.send(['', request('count', [])]);
    await peer.send(['', request('release', [], { message_id: 'other' })]);
    expect((await answer(peer)).slice(1)).toEqual(['OK', [null]]);
    expect((await answer(peer)).slice(1)).toEqual(['OK', [1]]);
    expect(calls).toBe(1);
  });
});

describe('a call that cannot be made is answered all the same', () => {
  it.each([
    ['another version', request('echo', [], { v: 4 }), 'version 3'],
    ['an old version', request('echo', [], { v: 2 }), 'version 3'],
    ['no version', encode([{ message_id: 'x' }, 'echo', []]), 'version 3'],
    ['no arguments', request('echo', null), 'no list'],
    ['arguments that are a dict', request('echo', { a: 1 }), 'no list'],
    [
      'a key that is neither text nor number',
      Buffer.concat([Buffer.from(request('echo', 0)).subarray(0, -1), Buffer.from('9181c001', 'hex')]),
      'a key of a dict',
    ],
    ['a method that is not there', request('none', []), 'no method'],
  ])('with %s', async (_, message, reason) => {
    const peer = rawPeer(await serving(methods));
    await peer.send(['', message]);
    const [, name, args] = await answer(peer);
    expect(name).toBe('ERR');
    expect((args as string[])[1]).toContain(reason);
  });

  it('and keys may be bytes or numbers, as in Python', async () => {
    const peer = rawPeer(await serving(methods));
    const args = Buffer.from('9182c4016101 07 02'.replaceAll(' ', ''), 'hex'); // [{b'a': 1, 7: 2}]
    await peer.send(['', Buffer.concat([Buffer.from(request('echo', 0)).subarray(0, -1), args])]);
    expect((await answer(peer)).slice(1)).toEqual(['OK', [{ a: 1, 7: 2 }]]);
  });
});

describe('a client of ZeroRPC', () => {
  it('goes on after nonsense, and takes the answer that comes then', async () => {
    const router = new Router({ linger: 0 });
    onTestFinished(() => router.close());
    await router.bind(`tcp://${HOST}:0`);
    const calling = aClient().call(HOST, Number(router.lastEndpoint?.split(':').at(-1)), 'any');
    const [identity, , body] = await router.receive();
    for (const bytes of fc.sample(fc.uint8Array({ maxLength: 100 }), 100))
      await router.send([identity!, '', bytes]);
    await router.send([identity!, Buffer.alloc(0)]);
    const id = body!.subarray(body!.indexOf('message_id') + 12, body!.indexOf('message_id') + 44);
    await router.send([identity!, '', encode([{ message_id: 'x', v: 3, response_to: id }, 'OK', [7]])]);
    expect(await calling).toBe(7);
  });

  it('gives up a stream that sends more than it was asked for', async () => {
    const router = new Router({ linger: 0 });
    onTestFinished(() => router.close());
    await router.bind(`tcp://${HOST}:0`);
    const client = aClient();
    const call = async (): Promise<{ id: Uint8Array; identity: Buffer; calling: Promise<unknown> }> => {
      const calling = client.call(HOST, Number(router.lastEndpoint?.split(':').at(-1)), 'any');
      const [identity, , body] = await router.receive();
      const at = body!.indexOf('message_id') + 12;
      return { id: body!.subarray(at, at + 32), identity: identity!, calling };
    };
    const { id, identity, calling } = await call();
    const item = encode([{ message_id: 'x', v: 3, response_to: id }, 'STREAM', 1]);
    for (let n = 0; n < 3; n++) await router.send([identity, '', item]);
    // whoever has the answer to a later call has had those items
    const later = await call();
    expect(later.identity).toEqual(identity);
    await router.send([
      later.identity,
      '',
      encode([{ message_id: 'y', v: 3, response_to: later.id }, 'OK', [7]]),
    ]);
    expect(await later.calling).toBe(7);
    const read = async (): Promise<void> => {
      for await (const each of (await calling) as AsyncIterable<unknown>) expect(each).toBe(1);
    };
    await expect(read()).rejects.toThrow('more answers than it was asked for');
  });
});
