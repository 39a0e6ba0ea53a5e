/**
 * What is held until it is disposed of, and then given back, once. A class, since an object with a method of its own under
 * `Symbol.dispose` takes V8 longer than all else that is done for a turn.
 */
export class Held implements Disposable {
  #giveBack: (() => void) | undefined;

  constructor(giveBack: () => void) {
    this.#giveBack = giveBack;
  }

  [Symbol.dispose](): void {
    const giveBack = this.#giveBack;
    this.#giveBack = undefined;
    giveBack?.();
  }
}
