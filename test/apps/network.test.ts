import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SocketListenerApp, UrlRetrieveApp } from '../../src/apps/index.js';
import { allDropContents } from '../../src/droputils/index.js';
import { InMemoryDROP, NullDROP, type DropOptions } from '../../src/drops/index.js';
import { InvalidRelationshipError } from '../../src/errors/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { ran, settled } from './running.js';

describe('UrlRetrieveApp', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
    server?.closeAllConnections();
  });

  async function serving(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<string> {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('writes what it gets to all outputs, and follows redirects', async () => {
    const url = await serving((request, response) => {
      if (request.url === '/here') response.end('x'.repeat(100_000));
      else response.writeHead(302, { location: '/here' }).end();
    });
    const outputs = [new InMemoryDROP('a', 'a'), new InMemoryDROP('b', 'b')];
    await ran(new UrlRetrieveApp('u', 'u', { url }), [], outputs);
    for (const output of outputs) expect(await allDropContents(output)).toHaveLength(100_000);
  });

  it('fails with the status of the answer', async () => {
    const url = await serving((_, response) => response.writeHead(404, 'Not Here').end('no'));
    await expect(ran(new UrlRetrieveApp('u', 'u', { url }), [])).rejects.toThrow(
      `${url} answered 404 Not Here`,
    );
  });

  it('fails when the answer breaks off', async () => {
    const url = await serving((_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => response.destroy());
    });
    const output = new InMemoryDROP('o', 'o');
    await expect(ran(new UrlRetrieveApp('u', 'u', { url }), [], [output])).rejects.toThrow(
      'could not be fetched',
    );
    expect(output.status).toBe(DROPStates.ERROR);
  });

  it('fails where nobody listens, and for what is no URL', async () => {
    const url = await serving(() => {});
    server?.close();
    await expect(ran(new UrlRetrieveApp('u', 'u', { url }), [])).rejects.toThrow(
      /could not be fetched: .*ECONNREFUSED/,
    );
    await expect(ran(new UrlRetrieveApp('u', 'u', { url: 'here' }), [])).rejects.toThrow(
      'must be a URL, got "here"',
    );
    await expect(ran(new UrlRetrieveApp('u', 'u', { url: 'file:///etc/passwd' }), [])).rejects.toThrow(
      'could not be fetched',
    );
    await expect(ran(new UrlRetrieveApp('u', 'u', { url }), [], [])).rejects.toThrow('no output');
  });

  it('stops when it is cancelled', async () => {
    let asked = (): void => {};
    const waiting = new Promise<void>((resolve) => (asked = resolve));
    const url = await serving(() => asked());
    const app = new UrlRetrieveApp('u', 'u', { url });
    app.addOutput(new InMemoryDROP('o', 'o'));
    const running = app.execute();
    await waiting;
    app.cancel();
    await running;
    expect(app.execStatus).toBe(AppDROPStates.CANCELLED);
  });
});

describe('SocketListenerApp', () => {
  async function listening(
    options: DropOptions = {},
  ): Promise<[SocketListenerApp, InMemoryDROP, Promise<void>]> {
    const app = new SocketListenerApp('s', 's', { port: 0, ...options });
    const output = new InMemoryDROP('o', 'o');
    app.addOutput(output);
    const running = app.execute();
    await app.listening;
    return [app, output, running];
  }

  it.each([{}, { host: 'localhost', bufsize: '16', reuseAddr: true, reuse_addr: true }])(
    'writes all that one client sends: %o',
    async (options) => {
      const [app, output] = await listening(options);
      const { address, port } = await app.listening;
      expect(address).toBe('127.0.0.1');
      const content = 'abc'.repeat(100_000);
      await settled([app, output], () => connect(port, address).end(content));
      expect(String(await allDropContents(output))).toBe(content);
      const again = connect(port, address);
      await expect(once(again, 'connect')).rejects.toThrow('ECONNREFUSED');
    },
  );

  it('fails when the client breaks off', async () => {
    const [app, output] = await listening();
    const { address, port } = await app.listening;
    await settled([app, output], async () => {
      const client = connect(port, address);
      await once(client, 'connect');
      client.resetAndDestroy();
    });
    expect([app.status, output.status]).toEqual([DROPStates.ERROR, DROPStates.ERROR]);
  });

  it.each([false, true])('stops when it is cancelled, with a client: %s', async (connected) => {
    const [app, output, running] = await listening();
    const { address, port } = await app.listening;
    if (connected) {
      const client = connect(port, address);
      client.on('error', () => {});
      const writing = new Promise((resolve) => output.subscribe(resolve, 'status'));
      client.write('x');
      await writing;
    }
    app.cancel();
    await running;
    expect(app.execStatus).toBe(AppDROPStates.CANCELLED);
    await expect(once(connect(port, address), 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  it('refuses inputs, ports that are none, and to write nowhere', async () => {
    expect(() => new SocketListenerApp('s', 's').addInput(new NullDROP('n', 'n'))).toThrow(
      InvalidRelationshipError,
    );
    expect(() => new SocketListenerApp('s', 's', { port: 65_536 })).toThrow('"port" must be from 0 to 65535');
    await expect(ran(new SocketListenerApp('s', 's', { port: 0 }), [], [])).rejects.toThrow('no output');
  });

  it('fails where the port is taken', async () => {
    const [first, , running] = await listening();
    const { port } = await first.listening;
    await expect(ran(new SocketListenerApp('t', 't', { port }), [])).rejects.toThrow('EADDRINUSE');
    first.cancel();
    await running;
  });
});
