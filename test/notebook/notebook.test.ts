import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  inNotebook,
  interruptSignal,
  LiveHtml,
  notebookProgress,
  setupNotebook,
  showHtml,
  showSvg,
} from '../../src/notebook/index.js';
import { fixTslabOutput } from '../../src/notebook/tslab-output.js';
import { startFakeTslab, type FakeTslab } from './fake-tslab.js';

const nextTick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const lines = Array.from({ length: 3000 }, (_, index) => `line ${index}`);

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  process.removeAllListeners('SIGINT');
});

describe('outside of a notebook', () => {
  it('says so and changes nothing', () => {
    const listeners = process.listenerCount('SIGINT');
    expect(inNotebook()).toBe(false);
    expect(setupNotebook()).toBe(false);
    expect(fixTslabOutput()).toBe(false);
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });

  it.each([
    ['showSvg', () => showSvg('<svg></svg>')],
    ['showHtml', () => showHtml('<b>x</b>')],
    ['LiveHtml', () => new LiveHtml()],
  ])('%s throws a TypeError that names it', (name, draw) => {
    expect(draw).toThrow(TypeError);
    expect(draw).toThrow(name);
  });

  it('is not taken in by another global of that name', () => {
    vi.stubGlobal('__tslab__', {});
    expect(inNotebook()).toBe(false);
    vi.stubGlobal('__tslab__', null);
    expect(inNotebook()).toBe(false);
  });
});

describe('the output of a cell', () => {
  it('is lost by the stock kernel after 512 messages', async () => {
    const { socket, print } = startFakeTslab();
    lines.forEach(print);
    await nextTick();
    expect(socket.arrived).toEqual(lines.slice(0, 513));
  });

  it('arrives complete, from the cell on that imports dropgraph', async () => {
    const { socket, print } = startFakeTslab();
    expect(fixTslabOutput()).toBe(true);
    lines.forEach(print);
    await nextTick();
    expect(socket.arrived).toEqual(lines);
    expect(socket.sendHighWaterMark).toBe(0);
  });

  it('arrives complete where paths have backslashes', () => {
    const { socket } = startFakeTslab({ folder: 'C:\\u\\node_modules\\' });
    expect(fixTslabOutput()).toBe(true);
    expect(socket.sendTimeout).toBe(0);
  });

  it('leaves the class of the socket as it was', () => {
    const { socket, zeromq } = startFakeTslab();
    fixTslabOutput();
    expect(Object.getOwnPropertyNames(zeromq.Publisher.prototype)).toEqual(['constructor']);
    expect(socket.arrived).toEqual([]);
  });

  it('is left to a version of tslab that was not tested', () => {
    const { socket } = startFakeTslab({ version: '1.0.23' });
    expect(fixTslabOutput()).toBe(false);
    expect(socket.sendTimeout).toBe(-1);
  });

  it('is left alone where the kernel is made differently', () => {
    const { zeromq, socket } = startFakeTslab();
    zeromq.Publisher = class {} as never;
    expect(fixTslabOutput()).toBe(false);
    expect(socket.sendTimeout).toBe(-1);
    vi.stubGlobal('__tslab__', {
      require: () => {
        throw new Error('no such module');
      },
    });
    expect(fixTslabOutput()).toBe(false);
  });
});

describe('in a notebook', () => {
  let kernel: FakeTslab;

  beforeEach(() => {
    kernel = startFakeTslab();
  });

  it('showSvg draws a picture and refuses anything else', () => {
    const svg = '<?xml version="1.0"?>\n<svg width="1"></svg>';
    showSvg(svg);
    expect(kernel.drawings).toEqual([{ display: 0, kind: 'svg', text: svg }]);
    expect(() => showSvg('digraph {}')).toThrow(/SVG/);
    expect(() => showSvg(Promise.resolve(svg) as never)).toThrow(/await/);
  });

  it('showHtml draws a piece as it is and a page in a frame', () => {
    showHtml('<b>x</b>');
    showHtml('<!DOCTYPE html>\n<html><p title="a">&amp;</p></html>');
    const [piece, page] = kernel.drawings.map(({ text }) => text);
    expect(piece).toBe('<b>x</b>');
    expect(page).toMatch(/^<iframe sandbox="allow-scripts"/);
    expect(page).toContain(
      'srcdoc="&lt;!DOCTYPE html&gt;\n&lt;html&gt;&lt;p title=&quot;a&quot;&gt;&amp;amp;',
    );
  });

  it('LiveHtml draws the first and the last state, and few between', () => {
    vi.useFakeTimers();
    const live = new LiveHtml(100);
    for (let time = 0; time < 1000; time += 1) {
      live.set(`at ${time}`);
      vi.advanceTimersByTime(1);
    }
    live.set('end');
    live.close();
    live.set('too late');
    vi.advanceTimersByTime(1000);
    const texts = kernel.drawings.map(({ text }) => text);
    expect(texts[0]).toBe('at 0');
    expect(texts.at(-1)).toBe('end');
    expect(texts.length).toBeGreaterThanOrEqual(10);
    expect(texts.length).toBeLessThanOrEqual(12);
    expect(new Set(kernel.drawings.map(({ display }) => display)).size).toBe(1);
  });

  it('LiveHtml draws what was set last, though nothing follows it', () => {
    vi.useFakeTimers();
    const live = new LiveHtml(100);
    live.set('one');
    live.set('two');
    expect(kernel.drawings).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(kernel.drawings.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('LiveHtml draws during a run that never lets timers in', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const live = new LiveHtml(100);
    live.set('one');
    live.set('two');
    now.mockReturnValue(100);
    live.set('three');
    now.mockRestore();
    expect(kernel.drawings.map(({ text }) => text)).toEqual(['one', 'three']);
  });

  it('notebookProgress draws a bar that ends full, each run its own', () => {
    const first = notebookProgress();
    const second = notebookProgress();
    first.update('load <a>', 0, 2);
    second.update('', 0, 0);
    first.update('done', 2, 2);
    first.close();
    second.close();
    const [start, empty, end] = kernel.drawings;
    expect(start!.text).toContain('value="0" max="2"');
    expect(start!.text).toContain('load &lt;a&gt;');
    expect(end!.text).toContain('value="2" max="2"');
    expect(end!.display).toBe(start!.display);
    expect(empty!.display).not.toBe(start!.display);
    expect(empty!.text).toContain('max="1"');
  });

  it('an interrupt aborts the signal of now, and not the next one', () => {
    expect(setupNotebook()).toBe(true);
    expect(setupNotebook()).toBe(true);
    expect(process.listenerCount('SIGINT')).toBe(1);
    expect(kernel.socket.sendTimeout).toBe(0);
    const running = interruptSignal();
    expect(interruptSignal()).toBe(running);
    process.emit('SIGINT');
    expect(running.aborted).toBe(true);
    expect(running.reason).toMatchObject({ message: 'The notebook was interrupted' });
    expect(interruptSignal().aborted).toBe(false);
  });
});
