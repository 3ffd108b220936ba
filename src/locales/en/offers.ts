import type { CauseTexts } from '../locale.js';
import { brokeCode, notStarted, notTaken, unmadeCode } from './own-code.js';

/** Causes of offers, and of connections. */
export const offers = {
  glare: {
    sentence: '{caller} and {callee} called each other at the same time, and neither answered.',
    advice: {
      both: "You called each other at the same time, and the calls got in each other's way. Reload one of the two pages, not both.",
      developer:
        'Let only one side offer (for instance the one that joined later), or use perfect negotiation (W3C webrtc-pc, section 10.7): the polite side rolls its own offer back and answers, and the impolite side ignores the offer that crossed its own.',
    },
    variants: {
      crossed: {
        sentence:
          '{caller} and {callee} called each other at the same time. Their offers crossed and broke both negotiations.',
      },
    },
  },
  'never-offered': {
    sentence: '{caller} and {callee} are both here, but neither page made an offer within {seconds} s.',
    advice: {
      both: 'Nobody has called yet. Start the call if your page waits for you; otherwise reload both pages.',
      developer:
        'Decide which side offers: for instance the one that joins later, to everybody in `room-users`. Look at what runs before createOffer: does it wait for getUserMedia, for `user-joined`, for a person? Where people call by hand, raise `WAIT_OFFER_CREATED`.',
    },
    variants: {
      broke: {
        sentence: "{caller}'s page made no offer: its own code threw an error that nothing caught ({error}).",
        advice: notStarted(brokeCode),
      },
      unmade: {
        sentence:
          "{caller}'s page made no offer: `new RTCPeerConnection` threw an error. Mostly that is its `iceServers`.",
        advice: notStarted(unmadeCode),
      },
      'one-sided': {
        sentence:
          "{caller}'s page made no offer within {seconds} s. None came from {callee} either, whose page has no probe that answers.",
      },
      threw: {
        sentence: "{caller}'s browser could not make an offer: createOffer or setLocalDescription threw an error.",
        advice: {
          caller: 'Your page could not start the call. Reload this page and call again.',
          callee: "{caller}'s page could not start the call. Ask {caller} to reload the page and call again.",
          developer:
            "The error is in the caller's console. Mostly the RTCPeerConnection was closed already, or an offer was applied in a state other than `stable`. Make a new connection for each call and await each step.",
        },
      },
      unsent: {
        sentence: "{caller}'s page made an offer but never sent it. Its connection to the gateway works.",
        advice: {
          caller: 'Your page got ready to call but did not call. Reload this page and call again.',
          callee: "{caller}'s page got ready to call but did not call. Ask {caller} to reload the page and call again.",
          developer:
            'After setLocalDescription(offer), emit `offer` with the socket id of the other one as target. Look for an error between the two, for a target that is not set, and for a page that waits for the end of gathering.',
        },
      },
    },
  },
  'offer-ignored': {
    sentence: "{callee}'s browser has the offer, but the page did not apply it within {seconds} s.",
    advice: {
      caller:
        "{callee}'s page has your call but does nothing with it. Ask {callee} to accept it or to reload the page, then call again.",
      callee: 'Your page has the call but does nothing with it. Accept it if the page asks you; otherwise reload.',
      developer:
        "On the callee's page, register the handler of `offer` before the socket connects. Call setRemoteDescription first of all: before getUserMedia, before you ask a person. Look for an error that the handler throws.",
    },
    variants: {
      broke: {
        sentence:
          "{callee}'s browser has the offer. The page did not apply it: its own code threw an error that nothing caught ({error}).",
        advice: notTaken(brokeCode),
      },
      unmade: {
        sentence:
          "{callee}'s browser has the offer. The page did not apply it: `new RTCPeerConnection` threw an error. Mostly that is its `iceServers`.",
        advice: notTaken(unmadeCode),
      },
      older: {
        sentence: "{caller} made two offers. {callee}'s page answered the older one and did not take this newer one.",
        advice: {
          both: 'The two pages disagree about which call is the current one. Reload both.',
          developer:
            "On the callee's page, apply every offer, also from somebody with whom there is a connection already: call setRemoteDescription on that connection and answer anew. On the caller's page, make one offer at a time: `negotiationneeded` and your own code both make one.",
        },
      },
    },
  },
  'offer-refused': {
    sentence: "{callee}'s browser could not take the offer: its connection was in the wrong state ({state}).",
    advice: {
      caller: "{callee}'s page was not ready for your call. Ask {callee} to reload it, then call again.",
      callee: 'Your page was not ready for the call. Reload this page; then {caller} can call again.',
      developer:
        'An offer can be taken in `stable` only. In `have-local-offer` roll back first, or use perfect negotiation; in `closed` make a new RTCPeerConnection. Keep one per participant, and await each step before the next.',
    },
    variants: {
      blank: {
        sentence:
          "{callee}'s page got {caller}'s offer, but gave its browser something else: no SDP that begins with `v=0`.",
        advice: {
          caller: "{callee}'s page could not use your call. Ask {callee} to tell the people who made it.",
          callee: 'Your page could not use the call. Tell the people who made it.',
          developer:
            'Log what that page gives to setRemoteDescription: it has to be the received `offer` itself, `{ type, sdp }`. Look for a wrong field name (`undefined`), the whole message in its place, JSON text that was not parsed, or SDP that was edited.',
        },
      },
      description: {
        sentence: "{callee}'s browser could not take {caller}'s offer: it did not accept the description itself.",
        advice: {
          caller: "{callee}'s browser cannot read what your page sent. Reload your page and call again.",
          callee: "Your browser cannot read what {caller}'s page sent. Ask {caller} to reload it.",
          developer:
            'Send `pc.localDescription` as it is: no SDP edited by hand, none cut or escaped on the way. Do not offer to a connection whose m-lines come from another one: after a reload make a new RTCPeerConnection on both sides.',
        },
      },
      unknown: {
        sentence: "{callee}'s browser could not take the offer. Its probe does not say why.",
        advice: {
          caller: "{callee}'s page could not take your call. Ask {callee} to reload it, then call again.",
          callee: 'Your page could not take the call. Reload it.',
          developer: "Look for the error of setRemoteDescription(offer) in the callee's console.",
        },
      },
    },
  },
  'one-connection-for-many': {
    sentence: "{side}'s page uses one RTCPeerConnection for several participants: it can have one other end only.",
    advice: {
      self: 'Your page can talk to one person at a time only. Tell the people who made it.',
      other: "{side}'s page can talk to one person at a time only. Tell the people who made it.",
      developer:
        'Make one RTCPeerConnection for each participant, in a map by its id: `peers.get(sender)` for every offer, answer and candidate. Close it on `user-left`.',
    },
  },
} satisfies Partial<CauseTexts>;
