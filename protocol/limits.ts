/** Bounds of what a client may send. Bytes are counted as UTF-8. */
export const limits = {
  /** One Socket.IO packet on the wire; a larger one closes the connection (engine.io `maxHttpBufferSize`). */
  frameBytes: 128 * 1024,
  /** The same of a client that has not connected to Socket.IO yet: room for its token, and some more. */
  strangerBytes: 16 * 1024,
  sdpBytes: 64 * 1024,
  candidateBytes: 2 * 1024,
  /** Characters of a room name, a user name, a participant id. */
  roomChars: 128,
  usernameChars: 64,
  targetChars: 64,
  messageIdChars: 64,
  tokenChars: 8192,
  /** Former connections of its own that a client may name when it comes back. */
  replacedSessions: 8,
  /** W3C Trace Context, section 3.3.1.5: vendors should keep at least 512 characters. */
  tracestateChars: 512,
  /** Fields a page adds to a description or a candidate on its own account. */
  extraFieldChars: 1024,
  /** Fields of a description or a candidate, those of the page included; an RTCIceCandidate written out has 16. */
  fields: 64,
} as const;

/** Length of a string in UTF-8, without copying it. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7ff) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2;
    else if (unit > 0x7f) bytes += 1;
  }
  return bytes;
}
