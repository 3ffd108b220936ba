import type { Server } from 'node:http';

/** How an app of ours is broken. */
export type AppFault =
  /** Its server sends offers to the room or the id `undefined`. */
  | 'target-undefined'
  /** Its server sends the answer to somebody else. */
  | 'answer-astray'
  /** Its server passes no candidates on. */
  | 'candidates-dropped'
  /** Its server's handler of offers is registered twice, and its callee makes a connection for each offer. */
  | 'offer-twice'
  /** Its callee has the handler for offers only once the offer has come. */
  | 'handler-late'
  /** Its callee does nothing with an offer. */
  | 'offer-ignored';

/** What an app's server is, once it runs. */
export interface WildServer {
  /** What `watch` takes. */
  watched?: object;
  /** Where its pages come from, if from a server of their own, as while they are developed. */
  pages?: string;
  /** Another origin that its pages talk to. */
  with?: string;
  close(): unknown;
}

/** An app of somebody's own: a page, and a server that passes on what it sends. */
export interface WildApp {
  /** Scripts that the page has ahead of its own: addresses of the app, or files of packages. */
  scripts: readonly string[];
  /** Its own script, given the other origin. `ready()` says that it may be called, with the id that others call it by. */
  page(other: string): string;
  serve(http: Server, fault: AppFault | undefined): WildServer | Promise<WildServer>;
}

/** What the pages have in common: who they are, by `?me=`, and whether their call is up. */
export const commonPage = `
const query = new URLSearchParams(location.search);
const me = query.get('me'), fault = query.get('fault');
function ready(id) { window.myId = id ?? 'ready'; }
function peerConnection() {
  const pc = new RTCPeerConnection();
  pc.onconnectionstatechange = () => { if (pc.connectionState === 'connected') window.up = true; };
  return pc;
}
`;
