import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashes } from './fixtures/values.js';

/** A change here changes the keys of everybody's tasks: say so in the changelog. */
const GOLDEN: Readonly<Record<string, string>> = {
  numbers: '5926840b66aabca1811feaf2009cedf3b002225e7e3fa69d44863cf104ef35e5',
  bigint: '9d3c3b1c5cd1a03b8f43c81aad98f289d39610b308657a19f87c6ff8cac2ec17',
  texts: '9b8a69c7e5787335ca5bd3d37b1aa40ee9e67d91404d7f78d97b4d85b8a8ab85',
  'a long text of halves': 'fc007553f99b966c06e45580d01e04aa390afb9da3d1cb53696035a4cdb818e8',
  constants: '407932e7080d636a3bb3aea6846ec6648efbbff3453f45bd426ff29c8e12c758',
  symbols: '9e708a4e05a86fc37785c5e13acbf705253382ba4ba9f5d1e8b3398fd06e542d',
  sparse: '46a1ab58174b1ec12676ca650f20a6cf9a23585ae0d63387b75868683f982e89',
  match: '3c9937efac9ad72fef26e9ec09392c600bb1940614554db8e1deb2fba4e4167b',
  object: 'd78d41e3b3127ea33408784c1bc18ae8892d0460b6bc0016c1f5ac4a1f728ce0',
  'null-prototype': 'a45e3d33d4431f0ec682bdc59ff0ef4b0dec6082ef28bb167dbec7cfec7509d7',
  map: '6c8523dd2c4e7f188b83a91d75941de3cf8386c5852ebf8a4cb3a2e48cb8b24f',
  set: '80c7f6a199280947d31ca809830cadad8041874e6e2334fe54116f6a02a2cc3d',
  date: 'b850597555473023f647b913599b806ee3f6c7b520721ea04102b5b35b44a231',
  'no date': '02c4e183fb962129eaa9c33fc001d8ff79c1c30b4abfa718d748568341e5ebac',
  regexp: '523287cb121dc74059902c5dd2d7b8a1b85891e570baffda26c6b78ba4417a2a',
  boxed: 'a4fef5690d34cef61be9afa792840586213f31525794a93d5b17980289ffd180',
  error: '276b2171d5d7676f96a8a9c7a1fa69762b93a44928b4b1c36599b872bad47e22',
  'errors together': 'b5e5bd8cec47018b5841203570a4f0366783d4a1f04ae3ed2aa4aabc6794836e',
  url: 'a2a56e33c47ed141112702359c84a193ff308575739d098aa3ab0f338067d79c',
  bytes: 'ff2af5b88c171fee3cf087d085eb2d815b046edb959285e0e3a3c75b7b405c7e',
  'part of a buffer': '31bd0d82aefb30668a1a8b9502f1234fe9a85fc0c2f25db398c1a92298c28daf',
  circle: '044e90a85a910af24ffc14d1cd203fdb24f9dfd851684335538557d9eff55111',
  shared: '5a1c821ff1929f53c27b7e060fcfae341e59ff8bd00c390a8ace150872fafc64',
  'by its class': '8f79fc9a5155796315054affefdf6eaba4f192adf50094548b34fefb2447622d',
  'a name': 'bbd6aea5af9d14c73b9a7bb4fadddb1647540ca86fc44be44635586f133653c5',
  'built in': 'ccc9bcc733ae46e9eba1302bb9d9b85406f830efaed3c37705cd91b8b5f4bc9d',
  large: '848694fe9f711b3a2ef8df9cd82cba3eb24e9c7431c5516150a15e72f29531df',
};

function hashesOfAnotherProcess(env: Readonly<Record<string, string>>): unknown {
  const script = path.join(import.meta.dirname, 'fixtures', 'print-hashes.ts');
  const text = execFileSync(process.execPath, ['--import', 'tsx', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  return JSON.parse(text);
}

const here = hashes(false);

describe('the hash of a value', () => {
  it.each(Object.entries(GOLDEN))('is fixed: %s', (name, hash) => {
    expect(here[name]).toBe(hash);
  });

  it('is known here for every value of the table', () => {
    expect(Object.keys(here)).toEqual(Object.keys(GOLDEN));
  });

  it.each([
    ['Asia/Kathmandu', 'tr_TR.UTF-8'],
    ['America/St_Johns', 'sv_SE.UTF-8'],
  ])('is the same in another process, in %s with %s, whatever the order of properties', (TZ, locale) => {
    expect(hashesOfAnotherProcess({ TZ, LANG: locale, LC_ALL: locale })).toEqual(GOLDEN);
  });
});
