/** Advice for a page whose own code breaks off, and for one that can make no connection. */
export const brokeCode =
  "The error is in that page's console, with its line. Often a variable is not set yet: a stream whose getUserMedia was not awaited, or a connection that is looked up under another id.";
export const unmadeCode =
  "The error is in that page's console. In `iceServers` each entry needs `urls` that begin with `stun:`, `turn:` or `turns:`; TURN needs a `username` and a `credential` as well. Look for variables that are empty where the page was built.";

/** Where that keeps the callee's page from taking the call. */
export const notTaken = (developer: string) => ({
  caller: "{callee}'s page could not take your call. Ask {callee} to tell the people who made it.",
  callee: 'Your page could not take the call. Tell the people who made it.',
  developer,
});

/** Where that keeps the caller's page from starting it. */
export const notStarted = (developer: string) => ({
  caller: 'Your page could not start the call. Tell the people who made it.',
  callee: "{caller}'s page could not start the call. Ask {caller} to tell the people who made it.",
  developer,
});
