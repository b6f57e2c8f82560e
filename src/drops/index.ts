export { LiveApp, LiveData, LiveDrop, type DropSource } from './live-drop.js';
