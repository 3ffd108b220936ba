/** Of a page whose own code breaks off. */
export const brokeCode =
  "The error is in that page's console, with its line. Often a variable is not set yet: a stream whose getUserMedia was not awaited, or a connection that is looked up under another id.";
export const unmadeCode =
  "The error is in that page's console. In `iceServers` each entry needs `urls` that begin with `stun:`, `turn:` or `turns:`; TURN needs a `username` and a `credential` as well. Look for variables that are empty where the page was built.";
