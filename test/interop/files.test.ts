import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeNpy, decodePickle, encodeNpy, encodePickle, NdArray } from '../../src/codecs/index.js';
import { askPython, whySkipped } from './python.js';

async function aDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'interop-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

const VALUE = {
  name: 'é',
  sizes: [1, 2.5, 2 ** 40, -1],
  big: 2n ** 70n,
  bytes: Buffer.from([0, 255]),
  none: null,
  yes: true,
};
/** The same in Python. */
const PYTHON_VALUE = `{"name": "\\u00e9", "sizes": [1, 2.5, 2**40, -1], "big": 2**70, "bytes": b"\\x00\\xff", "none": None, "yes": True}`;

describe.skipIf(whySkipped !== undefined)('files shared with Python', () => {
  it('hold arrays of NumPy, both ways', async () => {
    const directory = await aDirectory();
    const here = path.join(directory, 'here.npy');
    await writeFile(
      here,
      encodeNpy(
        NdArray.from([
          [1.5, -2],
          [3, 4],
        ]),
      ),
    );
    const answer = await askPython(
      `
import numpy
a = numpy.load(given + "/here.npy")
numpy.save(given + "/there.npy", a * 2)
put([a.tolist(), str(a.dtype)])`,
      directory,
    );
    expect(answer).toEqual([
      [
        [1.5, -2],
        [3, 4],
      ],
      'float64',
    ]);
    const there = decodeNpy(await readFile(path.join(directory, 'there.npy')));
    expect(there.shape).toEqual([2, 2]);
    expect([...there.data]).toEqual([3, -4, 6, 8]);
  });

  it('hold pickles, both ways', async () => {
    const directory = await aDirectory();
    await writeFile(path.join(directory, 'here.pkl'), encodePickle(VALUE));
    const answer = await askPython(
      `
import pickle
value = ${PYTHON_VALUE}
for protocol in range(6):
    with open(f"{given}/there{protocol}.pkl", "wb") as file: pickle.dump(value, file, protocol)
with open(given + "/here.pkl", "rb") as file: put(pickle.load(file) == value)`,
      directory,
    );
    expect(answer).toBe(true);
    for (let protocol = 0; protocol < 6; protocol++) {
      expect(decodePickle(await readFile(path.join(directory, `there${String(protocol)}.pkl`)))).toEqual(
        VALUE,
      );
    }
  });
});
