import { fingerprint } from '../../protocol/facts.js';
import type { Participant } from '../../protocol/messages.js';
import type { Refusal } from '../../protocol/rejects.js';
import type { MessageKind } from '../../protocol/stages.js';
import { defaultBounds } from '../../src/bounds/bounds.js';
import type { Hop } from '../../src/domain/hop.js';
import { anybody } from '../../src/entry/grant.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import type { StepResult } from '../../src/hops/step.js';
import { FairQueue } from '../../src/limits/fair-queue.js';
import { isMessageKind } from '../../src/relay/inbox.js';
import type { AskOthers, PagesByProbe } from '../../src/relay/outsiders.js';
import { RelayModule } from '../../src/relay/relay.module.js';
import type { Outgoing } from '../../src/relay/outgoing.js';
import type { Connection } from '../../src/relay/connection.js';

/** A connection to a page of the test's own, that keeps what it is sent. */
export class PlainConnection implements Connection {
  readonly unreachable = false;
  readonly language = undefined;
  readonly drawsLadder = false;
  readonly wantsVerdicts = false;
  readonly answersPings = false;
  readonly grant = anybody;
  readonly session: string;
  readonly delivered: { kind: MessageKind; message: object }[] = [];
  readonly emitted: string[] = [];

  constructor(
    id: string,
    readonly page: Connection['page'] = { browser: 'somebody' },
  ) {
    this.session = fingerprint(id);
  }

  emit(event: string, ...args: unknown[]): void {
    this.emitted.push([event, ...args].map(String).join(' '));
  }

  introduce(users: Participant[]): void {
    this.emitted.push(`room-users ${users.length}`);
  }

  deliver({ kind, payload }: Outgoing): ReturnType<Connection['deliver']> {
    this.delivered.push({ kind, message: payload });
    return { transport: false, page: false };
  }

  ask(): void {}
  cut(): void {}
  move(): void {}
}

const nobodys: PagesByProbe = { probeOf: () => undefined, probeBy: () => undefined, outsideOf: () => undefined };

/** The relay without sockets, and the hops it makes. */
export function relayHouse(pages = nobodys, askOthers?: AskOthers) {
  const hops: Hop[] = [];
  const defects: unknown[] = [];
  const stream = new HopStream((_, error) => defects.push(error));
  stream.watch({ name: 'test', onHop: (hop) => void hops.push({ ...hop }) });
  const { relay, events, rooms, connections, outsiders } = RelayModule.with({
    stream,
    bounds: { ...defaultBounds, capacity: 8, rooms: 8 },
    limits: undefined,
    addressOf: () => '',
    queue: new FairQueue(),
    proof: false,
    drainMs: 0,
    transfer: () => undefined,
    busy: () => false,
    faults: false,
    pages,
    askOthers,
    takeReports: () => ({ accepted: 0, receivedAt: 0 }),
    iceServers: () => ({ iceServers: [] }),
    tokens: undefined,
    traceParent: 'link',
  });
  const house = {
    hops,
    defects,
    rooms,
    outsiders,
    connect(id: string, page?: Connection['page']): PlainConnection {
      const connection = new PlainConnection(id, page);
      connections.add(id, connection);
      return connection;
    },
    disconnect(id: string, reason = 'transport close'): void {
      connections.remove(id);
      events.disconnected(id, reason);
    },
    send(id: string, event: string, args: unknown[], limited?: Refusal): StepResult<object> | undefined {
      if (!isMessageKind(event)) return events.take(id, event, args, limited);
      let answered: StepResult<object> | undefined;
      relay.take(id, event, args, (outcome) => (answered = outcome), limited);
      return answered;
    },
    join(id: string, username: string, room = 'den', page?: Connection['page']): PlainConnection {
      const connection = house.connect(id, page);
      house.send(id, 'join-room', [room, username]);
      return connection;
    },
    /** The last hop of that kind. */
    last(kind: Hop['kind']): Hop {
      const found = hops.findLast((hop) => hop.kind === kind);
      if (!found) throw new Error(`there was no ${kind}`);
      return found;
    },
  };
  return house;
}
