/** A message of the right shape whose description, or candidate, no browser takes. */
export function corrupted(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null) return payload;
  const copy = structuredClone(payload) as Record<string, unknown>;
  for (const key of ['offer', 'answer', 'candidate']) {
    const body = copy[key];
    if (typeof body !== 'object' || body === null) continue;
    const texts = body as Record<string, unknown>;
    if (typeof texts['sdp'] === 'string') texts['sdp'] = texts['sdp'].replace(/^m=/gm, 'm-');
    if (typeof texts['candidate'] === 'string') texts['candidate'] = texts['candidate'].replace(/ typ /, ' typo ');
  }
  return copy;
}
