import type { CauseTexts } from '../locale.js';

/** Causes of offers and answers, in English. */
export const descriptions = {
  glare: {
    sentence: '{caller} and {callee} called each other at the same time, and neither answered.',
    advice: {
      caller: 'Reload one of the two pages, not both.',
      callee: 'Reload one of the two pages, not both.',
      developer:
        'Let only one side offer (for instance the one that joined later), or use perfect negotiation (W3C webrtc-pc, section 10.7): the polite side rolls its own offer back and answers, and the impolite side ignores the offer that crossed its own.',
    },
    variants: {
      crossed: {
        sentence:
          '{caller} and {callee} called each other at the same time: their offers crossed, and the two negotiations broke each other.',
      },
    },
  },
  'never-offered': {
    sentence: '{caller} and {callee} are both here, and neither page has made an offer within {seconds} s.',
    advice: {
      caller: 'Nobody has called yet. Start the call if your page waits for you; otherwise reload both pages.',
      callee: 'Nobody has called yet. Start the call if your page waits for you; otherwise reload both pages.',
      developer:
        'Say which side offers: for instance the one that joins later, to everybody in `room-users`. Look at what runs before createOffer: does it wait for getUserMedia, for `user-joined`, for a person? Where people call by hand, raise `WAIT_OFFER_CREATED`.',
    },
    variants: {
      'one-sided': {
        sentence:
          '{caller} and {callee} are both here, the page of {caller} has made no offer within {seconds} s, and none came from {callee}, whose page has no probe that answers.',
      },
      threw: {
        sentence: 'The browser of {caller} could not make an offer: createOffer or setLocalDescription threw.',
        advice: {
          caller: 'Your page could not start the call. Reload it.',
          callee: 'The other page could not start the call. Ask the other one to reload.',
          developer:
            'The error is in the console of the caller: mostly the RTCPeerConnection was closed already, or an offer was applied in a state other than `stable`. Make a new connection per call and await each step.',
        },
      },
      unsent: {
        sentence: 'The page of {caller} has made an offer and never sent it; its connection to the gateway works.',
        advice: {
          caller: 'Your page prepared the call and did not send it. Reload it.',
          callee: 'The other page prepared the call and did not send it. Ask the other one to reload.',
          developer:
            'After setLocalDescription(offer), emit `offer` with the socket id of the other one as target; look for an error between the two, for a target that is not set, and for a page that waits for the end of gathering.',
        },
      },
    },
  },
  'no-answer': {
    sentence:
      'The browser of {callee} has the offer and its connection works, but its page has not answered within {seconds} s.',
    advice: {
      caller:
        'The other page has your call and does not answer it. Ask the other one to reload the page, or to accept if it asks.',
      callee: 'Your browser has the call, but the page does not answer. Accept it if the page asks; otherwise reload.',
      developer:
        "Look at the callee's page: is there a handler for `offer`, is it registered before the socket connects, does it throw, does it wait for a person or for getUserMedia? The probe's script tag on that page names the exact step.",
    },
  },
  'offer-ignored': {
    sentence: 'The offer is in the browser of {callee}, and its page has not applied it within {seconds} s.',
    advice: {
      caller: 'The other page has your call and does nothing with it. Ask the other one to accept, or to reload.',
      callee: 'Your page has the call and does nothing with it. Accept it if the page asks; otherwise reload.',
      developer:
        "On the callee's page, register the handler of `offer` before the socket connects, and call setRemoteDescription first of all: before getUserMedia, before a person is asked. Look for an error the handler throws.",
    },
    variants: {
      older: {
        sentence:
          '{caller} made two offers; the page of {callee} answered the older one and has not taken this newer one.',
        advice: {
          caller: 'The two pages disagree about which call stands. Reload both.',
          callee: 'The two pages disagree about which call stands. Reload both.',
          developer:
            "On the callee's page, apply every offer, also one from somebody with whom there is a connection already: call setRemoteDescription on that connection and answer anew. On the caller's page, make one offer at a time: `negotiationneeded` and your own code both make one.",
        },
      },
    },
  },
  'offer-refused': {
    sentence: 'The browser of {callee} could not take the offer: its connection was in the wrong state ({state}).',
    advice: {
      caller: 'The other page was not ready for your call. Ask the other one to reload, then call again.',
      callee: 'Your page was not ready for the call. Reload it.',
      developer:
        'An offer can be taken in `stable` only. In `have-local-offer` roll back first, or use perfect negotiation; in `closed` make a new RTCPeerConnection; keep one per participant, and await each step before the next.',
    },
    variants: {
      description: {
        sentence:
          'The browser of {callee} could not take the offer of {caller}: the description itself was not acceptable.',
        advice: {
          caller: 'Your page sent an offer that the other browser cannot read. Reload it and call again.',
          callee: "The other page's offer cannot be read by your browser. Nobody has to do anything at this end.",
          developer:
            'Send `pc.localDescription` as it is: no SDP edited by hand, none cut or escaped on the way. Do not offer to a connection whose m-lines come from another one: after a reload make a new RTCPeerConnection on both sides.',
        },
      },
      unknown: {
        sentence: 'The browser of {callee} could not take the offer; its probe does not say why.',
        advice: {
          caller: 'Reload the page and call again.',
          callee: 'Reload the page.',
          developer: "Look for the error of setRemoteDescription(offer) in the callee's console.",
        },
      },
    },
  },
  'answer-refused': {
    sentence: 'The browser of {caller} could not take the answer: its connection was in the wrong state ({state}).',
    advice: {
      caller: 'Your page called and was not ready for the answer. Reload it and call again.',
      callee: 'The other page was not ready for your answer. Ask the other one to reload.',
      developer:
        'An answer can be taken in `have-local-offer` only. In `stable` the offer was rolled back, or the answer went to another RTCPeerConnection: keep one per participant, in a map by its id, and register the handler of `answer` once.',
    },
    variants: {
      description: {
        sentence:
          'The browser of {caller} could not take the answer of {callee}: the description itself was not acceptable.',
        advice: {
          caller: "The other page's answer cannot be read by your browser. Ask the other one to reload.",
          callee: 'Your page sent an answer that the other browser cannot read. Reload it.',
          developer:
            'Send `pc.localDescription` as it is: no SDP edited by hand, none cut or escaped on the way. An answer must have the m-lines of its own offer: it may have been made for an older one.',
        },
      },
      unknown: {
        sentence: 'The browser of {caller} could not take the answer; its probe does not say why.',
        advice: {
          caller: 'Reload the page and call again.',
          callee: 'Reload the page.',
          developer: "Look for the error of setRemoteDescription(answer) in the caller's console.",
        },
      },
    },
  },
  'answer-not-created': {
    sentence: 'The page of {callee} has applied the offer and made no answer within {seconds} s.',
    advice: {
      caller: 'The other page has your call and does not answer it. Ask the other one to accept, or to reload.',
      callee: 'Your page has the call and does not answer it. Accept it if the page asks; otherwise reload.',
      developer:
        "On the callee's page, look at what stands between setRemoteDescription(offer) and setLocalDescription(answer): a getUserMedia that waits for permission, a person who is to accept, a promise that never settles.",
    },
    variants: {
      threw: {
        sentence:
          'The browser of {callee} applied the offer and could not make an answer: createAnswer or setLocalDescription threw.',
        advice: {
          caller: 'The other page could not answer. Ask the other one to reload, then call again.',
          callee: 'Your page could not answer the call. Reload it.',
          developer:
            "The error is in the callee's console: mostly the answer is made twice, or before setRemoteDescription(offer) has resolved. Await each step, and register the handler of `offer` once.",
        },
      },
    },
  },
  'answer-not-sent': {
    sentence: 'The page of {callee} has sent its candidates, but no answer.',
    advice: {
      caller: 'The other page is at work on your call, but its answer does not come. Ask the other one to reload.',
      callee: 'Your page is at work on the call, but its answer does not come. Reload it.',
      developer:
        "After setLocalDescription(answer), emit `answer` with the offer's `sender` as target; look for an error between the two, and for candidates being sent while the answer is not.",
    },
    variants: { made: { sentence: 'The page of {callee} has made an answer, and has not sent it.' } },
  },
  'answer-unexpected': {
    sentence:
      '{callee} answered, but not the one who had called: the answer went to the wrong participant or had no offer.',
    advice: {
      caller: 'The other page answered somebody else. Ask the other one to reload.',
      callee: 'Your page sent its answer to the wrong participant. Reload it.',
      developer:
        'Send the answer to the `sender` of the very offer it answers; keep one RTCPeerConnection per participant, in a map by its id.',
    },
    variants: {
      older: {
        sentence: 'The answer that {callee} sent to {caller} was made for another offer: this one has no answer.',
        advice: {
          caller: 'The other page mixed up two calls. Reload both pages.',
          callee: 'Your page mixed up two calls. Reload both pages.',
          developer:
            'Keep one RTCPeerConnection for each participant, in a map by its id, and send each answer to the `sender` of the offer that was applied on that very connection: a variable that holds "the" caller is overwritten by the next offer.',
        },
      },
      twice: {
        sentence:
          'The page of {callee} took one offer with two connections and answered twice: the two halves of the call do not fit together.',
        advice: {
          caller: 'The other page answered twice. Ask the other one to reload.',
          callee: 'Your page answered twice. Reload it.',
          developer:
            'Its handler of `offer` runs twice: it is registered in an effect without cleanup, on every `connect`, or by two components. Register it once, and remove it in the cleanup (`socket.off("offer", handler)`).',
        },
      },
    },
  },
  'one-connection-for-many': {
    sentence:
      'The page of {side} uses one RTCPeerConnection for more than one participant: it can have one other end only.',
    advice: {
      caller: 'The page of {side} can talk to one person at a time. Tell the people who made it.',
      callee: 'The page of {side} can talk to one person at a time. Tell the people who made it.',
      developer:
        'Make one RTCPeerConnection for each participant, in a map by its id: `peers.get(sender)` for every offer, answer and candidate. Close it on `user-left`.',
    },
  },
} satisfies Partial<CauseTexts>;
