/** What the page offers to a developer's console, and to its tests: the live connections, by participant id. */
export interface CallHandle {
  peers(): Map<string, RTCPeerConnection>;
}

declare global {
  interface Window {
    /** For example `[...hoplineCall.peers().values()][0].getStats()`. */
    hoplineCall: CallHandle;
  }
}
