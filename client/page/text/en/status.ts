import type { Silence } from '../../../../protocol/verdict.js';

type OfName = (name: string) => string;

/** The one status of a tile, in the you-form. The advice of a verdict stands behind it where there is one. */
export interface StatusText {
  waiting: OfName;
  connecting: OfName;
  interrupted: OfName;
  notConnected: OfName;
  late: OfName;
  connected: OfName;
  connectedBut: OfName;
  soundBothWays: OfName;
  mediaBothWays: OfName;
  nobodySends: OfName;
  /** What you do not send, and what the other one does not send. */
  yours: Record<Silence, OfName>;
  theirs: Record<Silence, OfName>;
}

export const status: StatusText = {
  waiting: (name) => `Waiting for ${name} to connect…`,
  connecting: (name) => `Connecting you and ${name}…`,
  interrupted: (name) => `The connection to ${name} is interrupted. Your page tries again by itself.`,
  notConnected: (name) => `You and ${name} are not connected.`,
  late: (name) => `Connecting you and ${name} takes longer than usual.`,
  connected: (name) => `You and ${name} are connected.`,
  connectedBut: (name) => `You and ${name} are connected, but something went wrong.`,
  soundBothWays: (name) => `You and ${name} are connected; sound arrives both ways.`,
  mediaBothWays: (name) => `You and ${name} are connected; sound or picture arrives both ways.`,
  nobodySends: (name) => `You and ${name} are connected, but nobody sends sound or picture.`,
  yours: {
    denied: (name) => `Your microphone is blocked: ${name} cannot hear you. Allow it in the address bar.`,
    muted: (name) => `Your microphone is off: ${name} cannot hear you.`,
    ended: (name) => `Your microphone has stopped: ${name} cannot hear you. Switch it on again.`,
    'no-track': (name) => `Your page sends nothing to ${name}. Reload this page.`,
    'not-negotiated': (name) => `Your sound does not reach ${name}. Reload this page.`,
    'nothing-negotiated': (name) => `You have no microphone: ${name} cannot hear you.`,
  },
  theirs: {
    denied: (name) => `The microphone or camera of ${name} is blocked. Ask ${name} to allow it.`,
    muted: (name) => `The microphone or camera of ${name} is off.`,
    ended: (name) => `The microphone or camera of ${name} has stopped. Ask ${name} to switch it on again.`,
    'no-track': (name) => `The page of ${name} sends nothing. Ask ${name} to reload it.`,
    'not-negotiated': (name) => `The sound of ${name} does not reach you. Ask ${name} to reload the page.`,
    'nothing-negotiated': (name) => `${name} sends no sound or picture.`,
  },
};
