import { setTimeout as sleep } from 'node:timers/promises';
import { BarrierAppDROP, floatParam, type DropParam } from '../drops/index.js';
import { CopyApp } from './copy-app.js';

/** Longest time a timer can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

const sleepTime = floatParam(0, { min: 0 });

/** Waits for `sleep_time` seconds (`dlg.apps.simple.SleepApp`). @category Applications */
export class SleepApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = { sleep_time: sleepTime };
  declare readonly sleep_time: number;

  override async run(): Promise<void> {
    await sleepSeconds(this.sleep_time, this.signal);
  }
}

/** Waits for `sleep_time` seconds, then does what {@link CopyApp} does. @category Applications */
export class SleepAndCopyApp extends CopyApp {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    ...CopyApp.params,
    sleep_time: sleepTime,
  };
  declare readonly sleep_time: number;

  override async run(): Promise<void> {
    await sleepSeconds(this.sleep_time, this.signal);
    await super.run();
  }
}

async function sleepSeconds(seconds: number, signal: AbortSignal): Promise<void> {
  for (let left = seconds * 1000; left > 0; left -= LONGEST) {
    await sleep(Math.min(left, LONGEST), undefined, { signal });
  }
}
