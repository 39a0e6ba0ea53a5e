import { RequestOne } from 'nats/lib/nats-base-client/request.js';

/**
 * Has the client end a request that was answered without an error. As it is, it rejects what it has resolved already, for
 * which it makes an Error, with its stack, for each answer. Events are confirmed without the client's requests; chunks of
 * uploads, reads of the reuse index and questions to JetStream use them.
 */
export function makeAnswersCheap(): void {
  const { resolver } = RequestOne.prototype;
  RequestOne.prototype.resolver = function (error, message) {
    if (error) return resolver.call(this, error, message);
    this.timer.cancel();
    this.mux.cancel(this);
    this.deferred.resolve(message);
  };
}
