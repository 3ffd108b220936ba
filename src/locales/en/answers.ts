import type { CauseTexts } from '../locale.js';
import { brokeCode, notTaken, unmadeCode } from './own-code.js';

/** Causes of answers. */
export const answers = {
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
  'answer-ignored': {
    sentence: "{callee}'s answer is in {caller}'s browser, but the page did not take it within {seconds} s.",
    advice: {
      caller: 'Your page has the reply but does nothing with it. Reload it and call again.',
      callee: "{caller}'s page has your reply but does nothing with it. Ask {caller} to reload it.",
      developer:
        "On the caller's page, register the handler of `answer` before the offer is sent. Find the RTCPeerConnection by `sender`, and call setRemoteDescription first of all. Look for an error that the handler throws.",
    },
    variants: {
      broke: {
        sentence:
          "{callee}'s answer is in {caller}'s browser. The page did not take it: its own code threw an error that nothing caught ({error}).",
        advice: {
          caller: 'Your page could not take the reply. Tell the people who made it.',
          callee: "{caller}'s page could not take your reply. Ask {caller} to tell the people who made it.",
          developer: brokeCode,
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
      broke: {
        sentence:
          "{callee}'s page applied the offer and made no answer: its own code threw an error that nothing caught ({error}).",
        advice: notTaken(brokeCode),
      },
      unmade: {
        sentence:
          "{callee}'s page applied the offer and made no answer: `new RTCPeerConnection` threw an error. Mostly that is its `iceServers`.",
        advice: notTaken(unmadeCode),
      },
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
} satisfies Partial<CauseTexts>;
