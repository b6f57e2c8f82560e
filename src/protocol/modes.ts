/** How well the data of a DROP is kept (`dlg.ddap_protocol.DROPPhases`). @category Protocol */
export const DROPPhases = { PLASMA: 0, GAS: 1, SOLID: 2, LIQUID: 3, LOST: 4 } as const;

/** One of the numbers of {@link DROPPhases:var}. @category Protocol */
export type DROPPhases = (typeof DROPPhases)[keyof typeof DROPPhases];

/** Methods of checksum (`dlg.ddap_protocol.ChecksumTypes`). @category Protocol */
export const ChecksumTypes = { CRC_32: 0, CRC_32C: 1 } as const;

/** One of the numbers of {@link ChecksumTypes:var}. @category Protocol */
export type ChecksumTypes = (typeof ChecksumTypes)[keyof typeof ChecksumTypes];

/**
 * Who triggers the consumers of a DROP when it completes: the DROP itself, or somebody outside
 * (`dlg.ddap_protocol.ExecutionMode`).
 *
 * @category Protocol
 */
export const ExecutionMode = { DROP: 0, EXTERNAL: 1 } as const;

/** One of the numbers of {@link ExecutionMode:var}. @category Protocol */
export type ExecutionMode = (typeof ExecutionMode)[keyof typeof ExecutionMode];
