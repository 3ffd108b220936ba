const timeoutMs = 3_000;

/** STUN and TURN servers, with short-lived credentials, from the gateway; none when it does not say. */
export async function fetchIceServers(): Promise<RTCIceServer[]> {
  try {
    const response = await fetch('/ice-servers', { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) });
    const body = (await response.json()) as { iceServers?: RTCIceServer[] };
    return Array.isArray(body.iceServers) ? body.iceServers : [];
  } catch {
    // Two browsers that see each other directly need none: the call is worth a try.
    return [];
  }
}
