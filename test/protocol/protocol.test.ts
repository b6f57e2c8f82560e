import { describe, expect, it } from 'vitest';
import * as protocol from '../../src/protocol/index.js';

const { DROPLinkType, DROPRel } = protocol;

describe('the enumerations of ddap_protocol', () => {
  it.each([
    ['DROPLinkType', 'CONSUMER STREAMING_CONSUMER PRODUCER PARENT CHILD INPUT STREAMING_INPUT OUTPUT'],
    ['DROPStates', 'INITIALIZED WRITING COMPLETED ERROR EXPIRED DELETED CANCELLED SKIPPED'],
    ['AppDROPStates', 'NOT_RUN RUNNING FINISHED ERROR CANCELLED SKIPPED'],
    ['SessionStates', 'PRISTINE BUILDING DEPLOYING RUNNING FINISHED CANCELLED FAILED'],
    ['DROPPhases', 'PLASMA GAS SOLID LIQUID LOST'],
    ['ChecksumTypes', 'CRC_32 CRC_32C'],
    ['ExecutionMode', 'DROP EXTERNAL'],
  ] as const)('%s has the names and numbers of DALiuGE', (name, members) => {
    const numbered = Object.fromEntries(members.split(' ').map((member, number) => [member, number]));
    expect(protocol[name]).toEqual(numbered);
  });
});

describe('DROPRel', () => {
  const link = new DROPRel('D', DROPLinkType.CONSUMER, 'A');

  it('has its parts under names and indices', () => {
    expect([link.lhs, link.rel, link.rhs]).toEqual(['D', 0, 'A']);
    expect([link[0], link[1], link[2]]).toEqual(['D', 0, 'A']);
  });

  it.each([
    ['the same', 'D', DROPLinkType.CONSUMER, 'A', true],
    ['another left', 'X', DROPLinkType.CONSUMER, 'A', false],
    ['another kind', 'D', DROPLinkType.INPUT, 'A', false],
    ['another right', 'D', DROPLinkType.CONSUMER, 'X', false],
    ['the other way round', 'A', DROPLinkType.CONSUMER, 'D', false],
  ] as const)('compares by value: %s', (_, lhs, rel, rhs, equal) => {
    expect(link.equals(new DROPRel(lhs, rel, rhs))).toBe(equal);
  });

  it('cannot be changed', () => {
    expect(() => Object.assign(link, { 0: 'X' })).toThrow(TypeError);
  });
});
