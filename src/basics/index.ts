export { libraryLogger } from './library-logger.js';
export { escapeXml } from './escape-xml.js';
export { int32s } from './int32.js';
export { Int32List } from './int32-list.js';
export { LongList } from './long-list.js';
export { strictOptions } from './strict-options.js';
export { asPromise, isThenable } from './thenable.js';
