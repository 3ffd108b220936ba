import type { Locale } from '../locale.js';

/** What is remarked on, and is no failure. */
export const remarks: Locale['remarks'] = {
  'page-twice': 'The page of {side} is in this room twice: one page has opened two connections and joined with both.',
  'name-twice':
    '{side} is in this room twice, under one name and from one browser: perhaps one page has joined twice, or is open in two tabs.',
  'connection-shared': 'The page of {side} uses one RTCPeerConnection for more than one participant.',
  'answered-again': 'The same offer was answered more than once.',
  'answered-by-two':
    'The page of {callee} answered one offer from two connections: is its handler of `offer` registered twice?',
  'answered-unknown':
    '{caller} had made several offers and {callee} answered one of them; which one, nobody could see.',
  glare: '{caller} and {callee} called each other at the same time.',
  'turn-unauthorized': 'A TURN server refused the credentials of {side}.',
  'turn-unreachable': 'A TURN server did not answer {side}.',
  'candidate-refused': 'The browser of {side} could not add some of the candidates that it got.',
  'candidates-unplaced':
    'The candidates of {side} carry neither `sdpMid` nor `sdpMLineIndex`: no browser takes them unless the other page adds one of the two.',
  'media-denied': 'The browser of {side} did not open the microphone or camera.',
  denied: '{side} sends nothing: the microphone or camera was refused or is missing.',
  muted: '{side} is muted: silence or a black picture is sent.',
  ended: '{side} sends nothing: the track of its microphone or camera has ended.',
  'no-track': '{side} sends nothing: its page negotiated to send and has no track.',
  'not-negotiated': '{side} sends nothing: its page added its track after the answer, and never negotiated it.',
  'nothing-negotiated': '{side} sends nothing: its page negotiated nothing to send.',
};

/** What is added to a failure that rests on what nobody could see, or that this could refute. */
export const gaps: Locale['gaps'] = {
  'no-probe': 'The page of {side} is unseen: no probe reports from it.',
  'probe-silent': 'The page of {side} is unseen: its probe has stopped reporting.',
  'reports-lost': 'Some of what the page of {side} did is unknown: reports of its probe were lost.',
  unproven: 'Who reports as the page of {side} has not proved to be it.',
  unconfirmed: 'Only the page of {side} says so.',
  polling: '{side} is connected over HTTP polling, where delivery cannot be proved.',
};
