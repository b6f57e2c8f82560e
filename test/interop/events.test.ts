import { describe, expect, it, onTestFinished } from 'vitest';
import { Event } from '../../src/events/index.js';
import { EventPublisher, EventSubscriber } from '../../src/rpc/index.js';
import { HOST } from '../rpc/support.js';
import { Program, whySkipped } from './python.js';

/** DALiuGE's class as its pickles name it, without DALiuGE. */
const EVENT = `
import pickle, types, zmq
module = types.ModuleType("dlg.event")
class Event: pass
Event.__module__ = "dlg.event"
module.Event = Event
sys.modules["dlg"], sys.modules["dlg.event"] = types.ModuleType("dlg"), module
def event(**fields):
    e = Event()
    for name, value in fields.items(): setattr(e, name, value)
    return e
`;
const FIELDS = { status: 2, oid: 'A', uid: 'A', session_id: 's1', name: 'é', lg_key: -3 };
const BURST = 100_000;

/** A subscriber in Python, connected to a publisher here. */
const SUBSCRIBER = `${EVENT}
socket = zmq.Context().socket(zmq.SUB)
socket.set_hwm(0)
socket.subscribe(b"")
socket.connect("tcp://127.0.0.1:%d" % given["port"])
`;

describe.skipIf(whySkipped !== undefined)('events to Python', () => {
  it('are those of DALiuGE, with their attributes in its order; and none of 100,000 is lost', async () => {
    const publisher = new EventPublisher(HOST, 0);
    onTestFinished(() => publisher.shutdown());
    await publisher.start();
    const program = new Program(
      `${SUBSCRIBER}
first = socket.recv_pyobj()
while first.type == "hello":
    put("hello")
    first = socket.recv_pyobj()
put([type(first).__module__, type(first).__name__, list(first.__dict__.items())])
second = socket.recv_pyobj()
put([second.execStatus, list(second.__dict__)])
uids = [socket.recv_pyobj().uid for _ in range(${String(BURST)})]
put([len(uids), uids == [str(n) for n in range(${String(BURST)})]])`,
      { port: publisher.port },
    );
    // who connects hears only what is published from then on: say hello until it is there
    const greeting = setInterval(
      () => publisher.publish(new Event('hello', { uid: '', session_id: '' })),
      20,
    );
    onTestFinished(() => clearInterval(greeting));
    expect(await program.next()).toBe('hello');
    clearInterval(greeting);
    publisher.publish(new Event('dropCompleted', FIELDS));
    publisher.publish(new Event('producerFinished', { ...FIELDS, execStatus: 2 }));
    let said = await program.next();
    while (said === 'hello') said = await program.next();
    const { status, oid, uid, session_id, name, lg_key } = FIELDS;
    const items = Object.entries({ type: 'dropCompleted', status, oid, uid, session_id, name, lg_key });
    expect(said).toEqual(['dlg.event', 'Event', items]);
    const names = ['type', 'status', 'execStatus', 'oid', 'uid', 'session_id', 'name', 'lg_key'];
    expect(await program.next()).toEqual([2, names]);
    for (let n = 0; n < BURST; n++)
      publisher.publish(new Event('dropCompleted', { ...FIELDS, uid: String(n) }));
    expect(await program.next()).toEqual([BURST, true]);
  });
});

/** A publisher in Python, that waits for a subscriber. */
const PUBLISHER = `${EVENT}
socket = zmq.Context().socket(zmq.XPUB)
socket.set_hwm(0)
put(socket.bind_to_random_port("tcp://127.0.0.1"))
socket.recv()
fields = dict(type="dropCompleted", **given)
`;

/** Connects to a publisher in Python, and gives all it publishes until it says so. */
async function heardFrom(program: Program): Promise<{ heard: Event[]; refused: number }> {
  const subscriber = new EventSubscriber();
  onTestFinished(() => subscriber.shutdown());
  const heard: Event[] = [];
  const end = new Promise<void>((resolve) => {
    subscriber.subscribe((event) => {
      if (event.type === 'end') resolve();
      else heard.push(event);
    });
  });
  await subscriber.connect(HOST, (await program.next()) as number);
  await end;
  return { heard, refused: subscriber.refused };
}

describe.skipIf(whySkipped !== undefined)('events from Python', () => {
  it('are read in every protocol, and what is no event is refused', async () => {
    const program = new Program(
      `${PUBLISHER}
import os
class Harm:
    def __reduce__(self): return (os.system, ("exit 1",))
for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
    socket.send(pickle.dumps(event(**fields), protocol))
socket.send_pyobj(event(**{**fields, "lg_key": Harm()}))
for other in [Harm(), {"type": "x"}, Event, [event(**fields)], event()]:
    socket.send_pyobj(other)
socket.send_pyobj(event(type="end", uid="", session_id=""))
socket.close()`,
      FIELDS,
    );
    const { heard, refused } = await heardFrom(program);
    expect(heard).toEqual(Array.from({ length: 4 }, () => new Event('dropCompleted', FIELDS)));
    expect(refused).toBe(6);
  });

  it('are not lost in a burst of 100,000', async () => {
    const program = new Program(
      `${PUBLISHER}
for n in range(${String(BURST)}):
    fields["uid"] = str(n)
    socket.send_pyobj(event(**fields))
socket.send_pyobj(event(type="end", uid="", session_id=""))
socket.close()`,
      FIELDS,
    );
    const { heard } = await heardFrom(program);
    expect(heard).toHaveLength(BURST);
    expect(heard.findIndex(({ uid }, n) => uid !== String(n))).toBe(-1);
  });
});
