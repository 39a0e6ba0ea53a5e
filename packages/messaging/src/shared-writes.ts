import { ProtocolHandler } from 'nats/lib/nats-base-client/protocol.js';

/**
 * Has the client write what one turn of the event loop has to say with one call. As it is, it writes after each callback: an
 * answer, an acknowledgement and a publish that belong to messages from one read go out one by one, and the calls were a
 * quarter of the notifier's time. Nor does each command take a piece of memory from the system. What is waiting when the
 * connection is flushed or closed by `closeConnection` goes with it.
 */
export function shareWrites(): void {
  ProtocolHandler.prototype.sendCommand = function (command, ...payloads) {
    const isFirst = this.outbound.length() === 0;
    this.outbound.fill(typeof command === 'string' ? Buffer.from(command) : command, ...payloads);
    if (isFirst) setImmediate(() => flush(this));
    else if (this.outbound.size() >= this.pendingLimit) flush(this);
  };
}

// biome-ignore lint/complexity/useLiteralKeys: the client declares it private.
const flush = (handler: ProtocolHandler) => handler['flushPending']();
