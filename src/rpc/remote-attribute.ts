import { RPCError } from '../errors/index.js';
import type { ProxyInfo } from './proxy-info.js';
import type { RemoteMethod, RPCClientBase } from './rpc-object.js';

/**
 * One name of a remote drop. What it is only the other side knows, so it is a function that can be awaited: called, it
 * is a method there, awaited a property.
 */
export class RemoteAttribute {
  /** What the proxy gives for the name. */
  readonly callable: RemoteMethod;
  readonly #client: RPCClientBase;
  readonly #where: ProxyInfo;
  readonly #name: string;
  #isMethod: Promise<boolean> | undefined;

  constructor(client: RPCClientBase, where: ProxyInfo, name: string) {
    this.#client = client;
    this.#where = where;
    this.#name = name;
    const get = (): Promise<unknown> => this.#get();
    this.callable = Object.assign((...args: unknown[]): Promise<unknown> => this.#call(args), {
      then: (...handlers: Parameters<Promise<unknown>['then']>) => get().then(...handlers),
      catch: (...handlers: Parameters<Promise<unknown>['catch']>) => get().catch(...handlers),
      finally: (...handlers: Parameters<Promise<unknown>['finally']>) => get().finally(...handlers),
    });
  }

  #get(): Promise<unknown> {
    const { hostname, port, sessionId, uid } = this.#where;
    return this.#client.getDropAttribute(hostname, port, sessionId, uid, this.#name);
  }

  async #call(args: readonly unknown[]): Promise<unknown> {
    const { hostname, port, sessionId, uid } = this.#where;
    const name = this.#name;
    if (!(await this.#hasMethod())) {
      throw new RPCError(
        `The drop "${uid}" of session "${sessionId}" at ${hostname} has no method "${name}"`,
      );
    }
    const answer = await this.#client.call(hostname, port, 'call_drop', sessionId, uid, name, ...args);
    if (name === 'write' && typeof answer === 'number' && answer < 0) throw refusal(uid, answer);
    return answer;
  }

  /** Asked once: drops do not change their class. What is not there yet, or could not be asked, is asked anew. */
  #hasMethod(): Promise<boolean> {
    const { hostname, port, sessionId, uid } = this.#where;
    const asked = (this.#isMethod ??= this.#client
      .hasMethod(hostname, port, sessionId, uid, this.#name)
      .catch((error: unknown) => {
        this.#isMethod = undefined;
        throw error;
      }));
    return asked.then((isMethod) => {
      if (!isMethod) this.#isMethod = undefined;
      return isMethod;
    });
  }
}

/** What a drop of DALiuGE gives for bytes it did not take. */
function refusal(uid: string, answer: number): RPCError {
  const reasons: Readonly<Record<number, string>> = {
    [-1]: 'it is cancelled',
    [-2]: 'it is in a state in which nothing can be written',
    [-3]: 'they are of a type it does not take',
  };
  return new RPCError(
    `The remote drop "${uid}" did not take the bytes: ${reasons[answer] ?? String(answer)}`,
  );
}
