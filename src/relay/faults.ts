import { z } from 'zod';
import type { Socket } from 'socket.io';
import { limits } from '../../protocol/limits.js';
import { rejectCodes, type RejectCode } from '../../protocol/rejects.js';
import { messageKinds, type MessageKind } from '../../protocol/stages.js';
import { corrupted } from './corrupt.js';
import { SocketConnection } from './socket-connection.js';
import type { Connections } from './connections.js';

const scope = {
  message: z.enum(messageKinds).optional(),
  room: z.string().max(limits.roomChars).optional(),
  /** The sender, by its Socket.IO id. */
  sender: z.string().max(limits.targetChars).optional(),
  /** How many messages; then the fault is spent. */
  times: z.int().min(1).max(1_000_000).default(1),
};
const participant = z.string().min(1).max(limits.targetChars);

/** A fault on demand. Messages trigger it on their way in, before the gateway has seen them. */
export const faultSchema = z.discriminatedUnion('fault', [
  z.strictObject({ fault: z.literal('drop'), ...scope }),
  /** The message goes its way, and its sender is never told. */
  z.strictObject({ fault: z.literal('drop-ack'), ...scope }),
  z.strictObject({ fault: z.literal('delay'), ms: z.int().min(1).max(60_000), ...scope }),
  z.strictObject({ fault: z.literal('duplicate'), ...scope }),
  z.strictObject({ fault: z.literal('reorder'), ...scope }),
  z.strictObject({ fault: z.literal('corrupt'), ...scope }),
  z.strictObject({ fault: z.literal('refuse'), code: z.enum(rejectCodes).default('internal'), ...scope }),
  z.strictObject({ fault: z.literal('freeze'), participant }),
  z.strictObject({ fault: z.literal('cut'), participant }),
]);
export type InjectedFault = z.infer<typeof faultSchema>;
type InjectedMessageFault = Exclude<InjectedFault, { participant: string }>;

/** A message on its way in, and where it goes on. */
export interface FaultTarget {
  sender: string;
  room: string | undefined;
  kind: MessageKind;
  payload: unknown;
  proceed: (payload: unknown, refuse?: RejectCode, unanswered?: true) => void;
}

/** A fault under the name that it has at every instance. */
export interface ActiveFault {
  key: string;
  fault: InjectedFault;
}

/** Faults to show, and to prove, that each one gets its true verdict. Never there in production. */
export class FaultInjector {
  private readonly active: { key: string; fault: InjectedMessageFault }[] = [];
  /** Undoes the freezing of a participant's connection. */
  private readonly thaws: (() => void)[] = [];
  /** Messages held back until the next one of their sender that triggers no fault has passed. */
  private readonly held = new Map<string, (() => void)[]>();

  /** Called when a message has triggered a fault. */
  onTriggered: (key: string) => void = () => undefined;

  constructor(private readonly connections: Connections) {}

  /** False when the participant of the fault is not connected to this instance. */
  add({ key, fault }: ActiveFault): boolean {
    if (fault.fault !== 'freeze' && fault.fault !== 'cut') {
      this.active.push({ key, fault: { ...fault } });
      return true;
    }
    const connection = this.connections.get(fault.participant);
    if (!(connection instanceof SocketConnection)) return false;
    if (fault.fault === 'cut') connection.cut();
    else this.thaws.push(freeze(connection.socket));
    return true;
  }

  list(): ActiveFault[] {
    return this.active.map(({ key, fault }) => ({ key, fault: { ...fault } }));
  }

  /** One message less will trigger the fault, here or at another instance. */
  triggered(key: string): void {
    const index = this.active.findIndex((known) => known.key === key);
    const known = this.active[index];
    if (known && --known.fault.times === 0) this.active.splice(index, 1);
  }

  /** Takes every fault back; what was held goes on. */
  clear(): void {
    this.active.length = 0;
    for (const thaw of this.thaws.splice(0)) thaw();
    for (const sender of Array.from(this.held.keys())) this.release(sender);
  }

  /** Has a message trigger the first fault that is meant for it. */
  meet({ sender, room, kind, payload, proceed }: FaultTarget): void {
    const fault = this.take(sender, room, kind);
    switch (fault?.fault) {
      case 'drop':
        return;
      case 'drop-ack':
        proceed(payload, undefined, true);
        return;
      case 'delay':
        setTimeout(() => proceed(payload), fault.ms).unref();
        return;
      case 'duplicate':
        proceed(payload);
        proceed(payload);
        return;
      case 'reorder':
        this.held.set(sender, [...(this.held.get(sender) ?? []), () => proceed(payload)]);
        return;
      case 'corrupt':
        proceed(corrupted(payload));
        return;
      case 'refuse':
        proceed(payload, fault.code);
        return;
      case undefined:
        proceed(payload);
        this.release(sender);
    }
  }

  private release(sender: string): void {
    const held = this.held.get(sender) ?? [];
    this.held.delete(sender);
    for (const proceed of held) proceed();
  }

  private take(sender: string, room: string | undefined, kind: MessageKind): InjectedMessageFault | undefined {
    const found = this.active.find(
      ({ fault }) =>
        (fault.message ?? kind) === kind && (fault.room ?? room) === room && (fault.sender ?? sender) === sender,
    );
    if (!found) return undefined;
    this.triggered(found.key);
    this.onTriggered(found.key);
    return found.fault;
  }
}

/** The socket stays open, and nothing passes: bytes out are held back in the TCP socket, bytes in are not read. */
function freeze(socket: Socket): () => void {
  const tcp = socket.request.socket;
  tcp.cork();
  tcp.pause();
  return () => {
    tcp.resume();
    tcp.uncork();
  };
}
