/**
 * The forms data takes as bytes: NumPy's `.npy`, Python's pickles and literals, parameter sets, checksums, and
 * streams that pack and unpack. Nothing that is read is ever run.
 *
 * @module
 */
export { Checksum } from './crc.js';
export { decodeData, encodeData, isDataEncoding, type DataEncoding } from './data-encoding.js';
export type { NdData } from './npy/dtype.js';
export { NdArray, type NdItem } from './npy/nd-array.js';
export { decodeNpy, encodeNpy } from './npy/npy.js';
export { writeParameterSet } from './parameter-set.js';
export type { WrittenProtocol } from './pickle/atom-writer.js';
export { decodePickle } from './pickle/decode.js';
export { encodePickle, type PickleOptions } from './pickle/encode.js';
export { parseBoolean } from './python/parse-boolean.js';
export { readPythonLiteral } from './python/read-literal.js';
export { pythonRepr, pythonStr } from './python/write-literal.js';
export type { ByteContent } from './streams/byte-content.js';
export { JSONStream } from './streams/json-stream.js';
export type { ReadableBytes } from './streams/readable-bytes.js';
export { ZlibCompressedStream, ZlibUncompressedStream } from './streams/zlib-streams.js';
export { Tuple, type TupleOptions } from './tuple.js';
