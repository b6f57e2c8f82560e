import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Publisher } from 'zeromq';
import { compile, delayed, runGraph } from '../../src/index.js';
import { encodePickle } from '../../src/codecs/index.js';
import { Event, type DropEvent } from '../../src/events/index.js';
import { decodeEvent, encodeEvent, EventPublisher, EventSubscriber } from '../../src/rpc/index.js';
import { HOST } from './support.js';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

/** `dropCompleted` of oid and uid "A" in session "s1", name "n", as CPython pickles it. */
const PYTHON2 =
  hex(`80 02 63 64 6c 67 2e 65 76 65 6e 74 0a 45 76 65 6e 74 0a 71 00 29 81 71 01 7d 71 02 28 58 04 00
  00 00 74 79 70 65 71 03 58 0d 00 00 00 64 72 6f 70 43 6f 6d 70 6c 65 74 65 64 71 04 58 06 00 00 00 73 74 61 74 75 73
  71 05 4b 02 58 03 00 00 00 6f 69 64 71 06 58 01 00 00 00 41 71 07 58 03 00 00 00 75 69 64 71 08 68 07 58 0a 00 00 00
  73 65 73 73 69 6f 6e 5f 69 64 71 09 58 02 00 00 00 73 31 71 0a 58 04 00 00 00 6e 61 6d 65 71 0b 58 01 00 00 00 6e 71
  0c 58 06 00 00 00 6c 67 5f 6b 65 79 71 0d 58 00 00 00 00 71 0e 75 62 2e`);
const PYTHON4 =
  hex(`80 04 95 7c 00 00 00 00 00 00 00 8c 09 64 6c 67 2e 65 76 65 6e 74 94 8c 05 45 76 65 6e 74 94 93
  94 29 81 94 7d 94 28 8c 04 74 79 70 65 94 8c 0d 64 72 6f 70 43 6f 6d 70 6c 65 74 65 64 94 8c 06 73 74 61 74 75 73 94
  4b 02 8c 03 6f 69 64 94 8c 01 41 94 8c 03 75 69 64 94 68 09 8c 0a 73 65 73 73 69 6f 6e 5f 69 64 94 8c 02 73 31 94 8c
  04 6e 61 6d 65 94 8c 01 6e 94 8c 06 6c 67 5f 6b 65 79 94 8c 00 94 75 62 2e`);
const FIELDS = { status: 2, oid: 'A', uid: 'A', session_id: 's1', name: 'n', lg_key: '' };
const COMPLETED = new Event('dropCompleted', FIELDS);

/** The recipe of DALiuGE's wire format: protocol 2 without a memo. */
const RECIPE = Buffer.concat([
  hex('80 02 63'),
  Buffer.from('dlg.event\nEvent\n'),
  hex('29 81 7d 28'),
  ...[
    'type',
    'dropCompleted',
    'status',
    2,
    'oid',
    'A',
    'uid',
    'A',
    'session_id',
    's1',
    'name',
    'n',
    'lg_key',
    '',
  ].map((item) => {
    if (typeof item === 'number') return Buffer.from([0x4b, item]);
    const head = Buffer.from([0x58, 0, 0, 0, 0]);
    head.writeUInt32LE(item.length, 1);
    return Buffer.concat([head, Buffer.from(item)]);
  }),
  hex('75 62 2e'),
]);

describe('an event as bytes', () => {
  it.each([
    ['2', PYTHON2],
    ['3', Buffer.concat([hex('80 03'), PYTHON2.subarray(2)])],
    ['4', PYTHON4],
    ['5', Buffer.concat([hex('80 05'), PYTHON4.subarray(2)])],
  ])('is read as Python writes it in protocol %s', (_, bytes) => {
    const event = decodeEvent(bytes);
    expect(event).toBeInstanceOf(Event);
    expect({ ...event }).toEqual({ ...COMPLETED });
  });

  it('has the sizes that are documented', () => {
    expect([PYTHON2.length, PYTHON4.length]).toEqual([173, 135]);
  });

  it('is written byte for byte as documented', () => {
    expect(encodeEvent(COMPLETED).toString('hex')).toBe(RECIPE.toString('hex'));
  });

  it('has its attributes in the order of DALiuGE, whatever theirs was', () => {
    const shuffled = new Event('producerFinished', {
      zoom: 1,
      lg_key: -3,
      name: '',
      session_id: 's',
      uid: 'B',
      oid: 'B',
      execStatus: 2,
      status: 2,
    });
    const names = ['type', 'status', 'execStatus', 'oid', 'uid', 'session_id', 'name', 'lg_key', 'zoom'];
    const text = encodeEvent(shuffled).toString('latin1');
    const places = names.map((name) => text.indexOf(name, 20));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect({ ...decodeEvent(encodeEvent(shuffled)) }).toEqual({ ...shuffled });
  });

  it('comes back with any attributes', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const name = fc.stringMatching(/^[a-z]{1,8}_$/);
    fc.assert(
      fc.property(fc.dictionary(name, value), (more) => {
        const event = new Event('t', { uid: 'u', session_id: 's', ...more });
        expect({ ...decodeEvent(encodeEvent(event)) }).toEqual({ ...event });
      }),
    );
  });

  it.each([
    ['an object', {}],
    ['a list', []],
    ['a bigint', 1n],
    ['half a character', '\udc00'],
  ])('is not written with %s', (_, value) => {
    expect(() => encodeEvent(new Event('t', { lg_key: value }))).toThrow('lg_key');
  });

  it.each(['__proto__', 'constructor', '_private', 'a b', ''])('has no attribute called "%s"', (name) => {
    const fields = Object.fromEntries([
      ['uid', 'u'],
      ['session_id', 's'],
      [name, null],
    ]);
    const event = Object.assign(Object.create(Event.prototype) as Event, { type: 't' });
    for (const [key, value] of Object.entries(fields))
      Object.defineProperty(event, key, { value, enumerable: true });
    expect(() => encodeEvent(event)).toThrow('cannot be sent with the attribute');
    const pickled = PYTHON4.toString('latin1').replace(
      '\x8c\x04name',
      `\x8c${String.fromCharCode(name.length)}${name}`,
    );
    expect(() => decodeEvent(Buffer.from(pickled, 'latin1'))).toThrow('a name it cannot have');
  });
});

/** Pickles that do harm where they are loaded, and some that are just no events. */
const HOSTILE: readonly (readonly [string, Buffer])[] = [
  ['a call of os.system', Buffer.from("cos\nsystem\n(S'echo harm'\ntR.")],
  [
    'a call of os.system in protocol 4',
    hex(
      `80 04 95 1f 00 00 00 00 00 00 00 8c 05 706f736978 94 8c 06 73797374656d 94 93 94 8c 04 65786974 94 85 94 52 94 2e`,
    ),
  ],
  ['eval', Buffer.from("c__builtin__\neval\n(S'1'\ntR.")],
  [
    'an Event of another module',
    Buffer.from(PYTHON2.toString('latin1').replace('dlg.event', 'dlg.evil!'), 'latin1'),
  ],
  [
    'another class of that module',
    Buffer.from(PYTHON4.toString('latin1').replace('Event', 'Evict'), 'latin1'),
  ],
  ['another class of dlg', Buffer.from('\x80\x02cdlg.drop\nAbstractDROP\n)\x81}b.', 'latin1')],
  ['a class that is called dlg.event too', Buffer.from('\x80\x02cdlg\nevent.Event\n)\x81}b.', 'latin1')],
  ['an event made with arguments', Buffer.from('\x80\x02cdlg.event\nEvent\nK\x01\x85\x81}b.', 'latin1')],
  ['an event by REDUCE', Buffer.from('\x80\x02cdlg.event\nEvent\n)R.', 'latin1')],
  ['the class itself', Buffer.from('\x80\x02cdlg.event\nEvent\n.', 'latin1')],
  ['an event without state', Buffer.from('\x80\x02cdlg.event\nEvent\n)\x81.', 'latin1')],
  [
    'an event in an event',
    Buffer.from('\x80\x02cdlg.event\nEvent\n)\x81}(X\x01\0\0\0acdlg.event\nEvent\n)\x81ub.', 'latin1'),
  ],
  ['state that is no dict', Buffer.from('\x80\x02cdlg.event\nEvent\n)\x81K\x01b.', 'latin1')],
  ['an event without uid', encodeEvent(new Event('t', { session_id: 's' }))],
  ['an event of no session', encodeEvent(new Event('t', { uid: 'u' }))],
  ['an event whose uid is a number', encodeEvent(new Event('t', { uid: 1, session_id: 's' }))],
  ['data', encodePickle({ uid: 'u' })],
  ['a memo that was never set', Buffer.from('\x80\x02h\x07.', 'latin1')],
  ['protocol 6', Buffer.concat([hex('80 06'), PYTHON4.subarray(2)])],
  ['more after the end', Buffer.concat([PYTHON4, hex('2e')])],
  ['two events', Buffer.concat([PYTHON2.subarray(0, -1), PYTHON2])],
  ['a text longer than all', hex('80 04 58 ff ff ff ff 41 2e')],
  ['a text of 2^63 bytes', hex('80 04 8d ff ff ff ff ff ff ff 7f 41 2e')],
  ['an integer of 200 bytes', Buffer.concat([hex('80 04 8a c8'), Buffer.alloc(200, 1), hex('2e')])],
  ['items without a mark', Buffer.from('\x80\x02cdlg.event\nEvent\n)\x81}ub.', 'latin1')],
  ['a name without value', Buffer.from('\x80\x02cdlg.event\nEvent\n)\x81}(X\x01\0\0\0aub.', 'latin1')],
  ['nothing', Buffer.alloc(0)],
];

describe('what is no event', () => {
  it.each(HOSTILE)('is refused: %s', (_, bytes) => {
    expect(() => decodeEvent(bytes)).toThrow('This is no event of DALiuGE');
  });

  it('is refused wherever a good one is cut off', () => {
    for (const bytes of [PYTHON2, PYTHON4]) {
      for (let length = 0; length < bytes.length; length++) {
        expect(() => decodeEvent(bytes.subarray(0, length))).toThrow('This is no event of DALiuGE');
      }
    }
  });

  it('is refused, or harmless, with any bytes changed', () => {
    const change = fc.tuple(fc.nat(PYTHON2.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.constantFrom(PYTHON2, PYTHON4),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (bytes, changes) => {
          const changed = Buffer.from(bytes);
          for (const [at, byte] of changes) if (at < changed.length) changed[at] = byte;
          let event: Event;
          try {
            event = decodeEvent(changed);
          } catch (error) {
            expect(String(error)).toContain('This is no event of DALiuGE');
            return;
          }
          expect(Object.getPrototypeOf(event)).toBe(Event.prototype);
          for (const value of Object.values(event))
            expect(value === null || typeof value !== 'object').toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

/** A publisher, and a subscriber that hears it. */
async function connected(): Promise<{ publisher: EventPublisher; subscriber: EventSubscriber }> {
  const publisher = new EventPublisher(HOST, 0);
  const subscriber = new EventSubscriber();
  onTestFinished(async () => {
    await subscriber.shutdown();
    await publisher.shutdown();
  });
  await publisher.start();
  await subscriber.connect(HOST, publisher.port);
  await greeted(subscriber, (event) => publisher.publish(event));
  return { publisher, subscriber };
}

/** A subscription is never answered: says hello until it is heard, so that no test depends on time. */
async function greeted(subscriber: EventSubscriber, publish: (event: Event) => void): Promise<void> {
  const greeting = setInterval(() => publish(new Event('hello', { uid: '', session_id: '' })), 10);
  await new Promise((resolve) => subscriber.subscribe(resolve, 'hello'));
  clearInterval(greeting);
}

/** All events up to the first of type `end`. */
function heardUntilEnd(subscriber: EventSubscriber): Promise<Event[]> {
  const heard: Event[] = [];
  return new Promise((resolve) => {
    subscriber.subscribe((event) => {
      if (event.type === 'end') resolve(heard);
      else if (event.type !== 'hello') heard.push(event);
    });
  });
}

const END = new Event('end', { uid: '', session_id: '' });

describe('a publisher and its subscribers', () => {
  it('tell each other what happened, in its order', async () => {
    const { publisher, subscriber } = await connected();
    const hearing = heardUntilEnd(subscriber);
    const events = [COMPLETED, new Event('producerFinished', { ...FIELDS, execStatus: 2 })];
    for (const event of [...events, END]) publisher.publish(event);
    expect(await hearing).toEqual(events);
  });

  it('lose none of 100,000 in a burst', async () => {
    const { publisher, subscriber } = await connected();
    const hearing = heardUntilEnd(subscriber);
    for (let n = 0; n < 100_000; n++)
      publisher.publish(new Event('dropCompleted', { ...FIELDS, uid: String(n) }));
    publisher.publish(END);
    const heard = await hearing;
    expect(heard).toHaveLength(100_000);
    expect(heard.findIndex(({ uid }, n) => uid !== String(n))).toBe(-1);
  });

  it('may be many, and each subscriber hears all it is connected to', async () => {
    const { publisher, subscriber } = await connected();
    const other = await connected();
    await subscriber.connect(HOST, other.publisher.port);
    await subscriber.connect(HOST, other.publisher.port); // a second time does nothing
    await greeted(subscriber, (event) => other.publisher.publish(event));
    const heard: unknown[] = [];
    const both = new Promise<void>((resolve) => {
      subscriber.subscribe(({ type, uid }) => {
        if (type === 'hello') return;
        heard.push(uid);
        if (heard.length === 2) resolve();
      });
    });
    publisher.publish(new Event('a', { uid: 'first', session_id: 's' }));
    other.publisher.publish(new Event('b', { uid: 'second', session_id: 's' }));
    await both;
    expect(heard.sort()).toEqual(['first', 'second']);
  });

  it('tell of a run what matters to others', async () => {
    const { publisher, subscriber } = await connected();
    const hearing = heardUntilEnd(subscriber);
    const session = await runGraph(compile(delayed(() => 1, { key: 'one' })()));
    const all: DropEvent[] = [];
    session.subscribe((event) => all.push(event));
    const stop = publisher.follow(session);
    await session.finished;
    stop();
    publisher.publish(END);
    const types = (await hearing).map(({ type, uid, status, session_id }) => ({
      type,
      uid,
      status,
      session_id,
    }));
    expect(types).toHaveLength(2);
    expect(types).toEqual(
      all
        .filter(({ type }) => type === 'producerFinished' || type === 'dropCompleted')
        .map(({ type, uid }) => ({ type, uid, status: 2, session_id: session.sessionId })),
    );
  });

  it('leave out what a node manager of DALiuGE would fail at', () => {
    const publisher = new EventPublisher(HOST, 0);
    const published = vi.spyOn(publisher, 'publish').mockReturnValue();
    let tell: (event: DropEvent) => void = () => undefined;
    publisher.follow({
      subscribe: (listener) => {
        tell = listener;
        return () => undefined;
      },
    });
    for (const status of [2, 3, 6, 7] as const) tell({ ...FIELDS, type: 'dropCompleted', status });
    tell({ ...FIELDS, type: 'status', status: 2 });
    expect(published.mock.calls.map(([event]) => event['status'])).toEqual([2, 3, 7]);
  });

  it('refuse hostile messages, count them, and hear the next event', async () => {
    const socket = new Publisher({ linger: 0 });
    onTestFinished(() => socket.close());
    await socket.bind(`tcp://${HOST}:0`);
    const subscriber = new EventSubscriber();
    onTestFinished(() => subscriber.shutdown());
    await subscriber.connect(HOST, Number(socket.lastEndpoint?.split(':').at(-1)));
    await greeted(subscriber, (event) => void socket.send(encodeEvent(event)));
    const hearing = heardUntilEnd(subscriber);
    for (const [, bytes] of HOSTILE) await socket.send(bytes);
    await socket.send([PYTHON4, PYTHON4]);
    await socket.send(PYTHON4);
    await socket.send(encodeEvent(END));
    expect(await hearing).toEqual([COMPLETED]);
    expect(subscriber.refused).toBe(HOSTILE.length + 1);
  });

  it('go on when a listener throws; the error is shown', async () => {
    const { publisher, subscriber } = await connected();
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    subscriber.subscribe(() => {
      throw new Error('listener broke');
    }, 'dropCompleted');
    const hearing = heardUntilEnd(subscriber);
    for (const event of [COMPLETED, END]) publisher.publish(event);
    await hearing;
    expect((await warned).message).toContain('listener broke');
  });

  it('hear nothing any more once they are shut down', async () => {
    const { publisher, subscriber } = await connected();
    const listener = vi.fn();
    subscriber.subscribe(listener, COMPLETED.type);
    await subscriber.shutdown();
    await subscriber.shutdown();
    publisher.publish(COMPLETED);
    await publisher.shutdown();
    expect(() => publisher.publish(COMPLETED)).toThrow('not started');
    expect(listener).not.toHaveBeenCalled();
  });

  it('say when nobody publishes there', async () => {
    const subscriber = new EventSubscriber();
    onTestFinished(() => subscriber.shutdown());
    await expect(subscriber.connect(HOST, 1)).rejects.toThrow('Nobody publishes events at tcp://127.0.0.1:1');
  });

  it('say when the port is taken', async () => {
    const { publisher } = await connected();
    const second = new EventPublisher(HOST, publisher.port);
    await expect(second.start()).rejects.toThrow('Nothing can listen');
    expect(new EventPublisher().host).toBe(HOST);
    expect(new EventPublisher().port).toBe(5555);
  });
});
