import type { Socket } from 'socket.io';

/** A connection as Engine.IO has it: below Socket.IO, and whatever its transport is. */
export type EngineSocket = Socket['conn'];
