import type { CauseTexts } from '../locale.js';

/** Causes of offers and answers. */
export const descriptions = {
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
  'no-answer': {
    sentence:
      "{callee}'s browser has the offer and its connection works, but the page did not answer within {seconds} s.",
    advice: {
      caller:
        "{callee}'s page has your call but does not respond. Ask {callee} to accept it or to reload the page, then call again.",
      callee:
        'The call reached your page, but the page did nothing with it. If it asks you, accept; if not, reload this page.',
      developer:
        "Look at the callee's page: does it have a handler for `offer`, registered before the socket connects? Does it throw, or wait for a person or for getUserMedia? The probe's script tag on that page names the exact step.",
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
  'answer-ignored': {
    sentence: "{callee}'s answer is in {caller}'s browser, but the page did not take it within {seconds} s.",
    advice: {
      caller: 'Your page has the reply but does nothing with it. Reload it and call again.',
      callee: "{caller}'s page has your reply but does nothing with it. Ask {caller} to reload it.",
      developer:
        "On the caller's page, register the handler of `answer` before the offer is sent. Find the RTCPeerConnection by `sender`, and call setRemoteDescription first of all. Look for an error that the handler throws.",
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
  'answer-refused': {
    sentence: "{caller}'s browser could not take the answer: its connection was in the wrong state ({state}).",
    advice: {
      caller: 'Your page called but was not ready for the reply. Reload it and call again.',
      callee: "{caller}'s page was not ready for your reply. Ask {caller} to reload it.",
      developer:
        'An answer can be taken in `have-local-offer` only. In `stable` the offer was rolled back, or the answer went to another RTCPeerConnection: keep one per participant, in a map by its id, and register the handler of `answer` once.',
    },
    variants: {
      blank: {
        sentence:
          "{caller}'s page got {callee}'s answer, but gave its browser something else: no SDP that begins with `v=0`.",
        advice: {
          caller: 'Your page could not use the reply. Tell the people who made it.',
          callee: "{caller}'s page could not use your reply. Ask {caller} to tell the people who made it.",
          developer:
            'Log what that page gives to setRemoteDescription: it has to be the received `answer` itself, `{ type, sdp }`. Look for a wrong field name (`undefined`), the whole message in its place, JSON text that was not parsed, or SDP that was edited.',
        },
      },
      unset: {
        sentence:
          "{caller}'s page sent an offer, but never called setLocalDescription with it. So its browser cannot take the answer.",
        advice: {
          caller: 'Your page left out a step of the call. Tell the people who made it.',
          callee: "{caller}'s page left out a step of the call. Tell the people who made it.",
          developer:
            "On the caller's page: `await pc.setLocalDescription(await pc.createOffer())`, then send `pc.localDescription`. Without it the browser gathers no candidates, and no answer fits.",
        },
      },
      description: {
        sentence: "{caller}'s browser could not take {callee}'s answer: it did not accept the description itself.",
        advice: {
          caller: "Your browser cannot read the reply of {callee}'s page. Ask {callee} to reload it.",
          callee: "{caller}'s browser cannot read the reply of your page. Reload your page.",
          developer:
            'Send `pc.localDescription` as it is: no SDP edited by hand, none cut or escaped on the way. An answer must have the m-lines of its own offer: it may have been made for an older one.',
        },
      },
      unknown: {
        sentence: "{caller}'s browser could not take the answer. Its probe does not say why.",
        advice: {
          caller: 'Your page could not take the reply. Reload it and call again.',
          callee: "{caller}'s page could not take your reply. Ask {caller} to reload it.",
          developer: "Look for the error of setRemoteDescription(answer) in the caller's console.",
        },
      },
    },
  },
  'answer-not-created': {
    sentence: "{callee}'s page applied the offer but made no answer within {seconds} s.",
    advice: {
      caller:
        "{callee}'s page has your call but does not respond. Ask {callee} to accept it or to reload the page, then call again.",
      callee:
        'The call reached your page, but the page did nothing with it. If it asks you, accept; if not, reload this page.',
      developer:
        "On the callee's page, look between setRemoteDescription(offer) and setLocalDescription(answer): a getUserMedia that waits for permission, a person who has to accept, a promise that never settles.",
    },
    variants: {
      closed: {
        sentence:
          "{callee}'s page closed its RTCPeerConnection when it had the offer, and then could not make an answer.",
        advice: {
          caller: "{callee}'s page could not reply. Ask {callee} to reload it, then call again.",
          callee: 'Your page could not reply to the call. Reload this page; then {caller} can call again.',
          developer:
            'Look for what calls `close()`: in React the cleanup of an effect, which StrictMode runs twice in development. Close a connection on hang-up only, and let handlers look it up when a message comes.',
        },
      },
      threw: {
        sentence:
          "{callee}'s browser applied the offer but could not make an answer: createAnswer or setLocalDescription threw an error.",
        advice: {
          caller: "{callee}'s page could not reply. Ask {callee} to reload it, then call again.",
          callee: 'Your page could not reply to the call. Reload this page; then {caller} can call again.',
          developer:
            "The error is in the callee's console. Mostly the answer is made twice, before setRemoteDescription(offer) has resolved, or on another RTCPeerConnection than the one that has the offer. Await each step, and register the handler of `offer` once.",
        },
      },
    },
  },
  'answer-not-sent': {
    sentence: "{callee}'s page sent its candidates, but no answer.",
    advice: {
      caller:
        "{callee}'s page created its reply, but it never reached the server. Ask {callee} to reload the page, then call again.",
      callee:
        'Your page created its reply, but it never reached the server. Reload this page; then {caller} can call again.',
      developer:
        "After setLocalDescription(answer), emit `answer` with the offer's `sender` as target. Look for an error between the two, and for candidates that are sent while the answer is not.",
    },
    variants: {
      made: { sentence: "{callee}'s page made an answer, but did not send it." },
    },
  },
  'answer-unexpected': {
    sentence: '{callee} answered, but not {caller}: the answer went to the wrong participant or had no offer.',
    advice: {
      caller: "{callee}'s page replied to somebody else. Ask {callee} to reload it.",
      callee: 'Your page sent its reply to the wrong participant. Reload it.',
      developer:
        'Send the answer to the `sender` of the very offer that it answers. Keep one RTCPeerConnection per participant, in a map by its id.',
    },
    variants: {
      older: {
        sentence: "{callee}'s answer to {caller} was made for another offer: this one has no answer.",
        advice: {
          caller: "{callee}'s page mixed up two calls. Reload both pages.",
          callee: 'Your page mixed up two calls. Reload both pages.',
          developer:
            'Keep one RTCPeerConnection for each participant, in a map by its id. Send each answer to the `sender` of the offer that was applied on that very connection: a variable that holds "the" caller is overwritten by the next offer.',
        },
      },
      twice: {
        sentence:
          "{callee}'s page took one offer with two connections and answered twice: the two halves do not fit together.",
        advice: {
          caller: "{callee}'s page replied twice. Ask {callee} to reload it.",
          callee: 'Your page replied twice. Reload it.',
          developer:
            'Its handler of `offer` runs twice: it is registered in an effect without cleanup, on every `connect`, or by two components. Register it once, and remove it in the cleanup (`socket.off("offer", handler)`).',
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
