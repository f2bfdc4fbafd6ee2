import { MessageChannel } from "node:worker_threads";

const { port1: nowhere, port2 } = new MessageChannel();
port2.close();

/**
 * Gives the memory of a chunk that nobody reads any more back at once, where it is all the chunk's own. Collected as garbage, the chunks of a
 * long upload have the whole heap marked for every 32 MB that come, which costs more than hashing them.
 */
export function freeChunk({ buffer, byteLength }: Uint8Array): void {
  // What is sent away is no longer here; nobody listens, so it goes.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) nowhere.postMessage(null, [buffer]);
}
