import type { Locale } from '../locale.js';

/** What is remarked on, and is no failure. */
export const remarks: Locale['remarks'] = {
  'page-twice': "{side}'s page is in this room twice: it opened two connections and joined with both.",
  'name-twice':
    '{side} is in this room twice, under one name and from one browser. Perhaps the page joined twice, or is open in two tabs.',
  'connection-shared': "{side}'s page uses one RTCPeerConnection for several participants.",
  'forwarded-twice': 'The server got the {message} of {side} in `{event}` once, and passed it on twice.',
  'answered-again': 'The same offer was answered more than once.',
  'answered-by-two':
    "{callee}'s page answered one offer from two connections. Is its handler of `offer` registered twice?",
  'answered-unknown': '{caller} made several offers and {callee} answered one of them. Which one, nobody could see.',
  glare: '{caller} and {callee} called each other at the same time.',
  'turn-unauthorized': "A TURN server refused {side}'s credentials.",
  'turn-unreachable': 'A TURN server did not answer {side}.',
  'candidate-refused': "{side}'s browser could not add some of the candidates that it got.",
  'candidates-unplaced':
    "{side}'s candidates carry neither `sdpMid` nor `sdpMLineIndex`. No browser takes them unless the other page adds one of the two.",
  'candidates-silent':
    "No ICE candidate of {side} got through. The two connect only if {side}'s browser reaches the other by itself.",
  'media-denied': "{side}'s browser did not open the microphone or camera.",
  denied: '{side} sends nothing: the microphone or camera was refused or is missing.',
  muted: '{side} is muted: silence or a black picture is sent.',
  ended: '{side} sends nothing: the track of the microphone or camera has ended.',
  'no-track': '{side} sends nothing: the page negotiated to send and has no track.',
  'not-negotiated': '{side} sends nothing: the page has a track that it never negotiated.',
  'nothing-negotiated': '{side} sends nothing: the page negotiated nothing to send.',
};

/** What is added to a failure that rests on what nobody could see, or that this could refute. */
export const gaps: Locale['gaps'] = {
  'no-probe': "{side}'s page is unseen: no probe reports from it.",
  'probe-silent': "{side}'s page is unseen: its probe has stopped reporting.",
  'reports-lost': "Some of what {side}'s page did is unknown: reports of its probe were lost.",
  unproven: "It is not proved that the reports of {side}'s page come from that page.",
  unconfirmed: "Only {side}'s page says so.",
  polling: '{side} is connected over HTTP polling, where delivery cannot be proved.',
};
