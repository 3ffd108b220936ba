import { everybody, jsonInMessage, positional } from './broadcasts.js';
import { plainSockets, socketIo2 } from './other-servers.js';
import { acknowledgements, envelope, names, ownNamespace } from './people.js';
import { callUser, signals } from './simple-peers.js';
import { targeted } from './targeted.js';
import type { WildApp } from './wild-app.js';

/** Every app whose pages and signaling are of one origin. */
export const apps: Record<string, WildApp> = {
  'a target under `to`': targeted('to'),
  'a target under `target`': targeted('target'),
  'a target under `userToCall`': targeted('userToCall'),
  'a target under `peerId`': targeted('peerId'),
  'a broadcast with positional arguments': positional,
  'a broadcast to everybody': everybody,
  'callUser and answerCall, of simple-peer': callUser,
  'signal, of simple-peer with trickle': signals(true),
  'signal, of simple-peer without trickle': signals(false),
  'one event for everything': envelope,
  'JSON in a string': jsonInMessage,
  'names in a map': names,
  'a namespace and a path of its own': ownNamespace,
  'answers in acknowledgements': acknowledgements,
  'Socket.IO 2': socketIo2,
  'WebSockets with JSON': plainSockets,
};
