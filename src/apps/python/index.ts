export { callPython } from './call-python.js';
export type {
  PythonArguments,
  PythonInput,
  PythonPort,
  PythonRequest,
  PythonStreams,
  PythonValue,
} from './call-python.js';
