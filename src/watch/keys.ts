import { fingerprint } from '../../protocol/facts.js';
import type { ObservedMessage } from './observed.js';

/** By which a description is known again, from hashes of what names it (RFC 9429, section 5.2.2). */
export const descriptionKey = (session: string, version = '', ufrag = ''): string => `${session} ${version} ${ufrag}`;

/** By which a candidate is known again: browsers write them so that no two are alike. */
export const candidateKey = (line: string): string => `candidate ${fingerprint(line)}`;

/*
 * In JSON, and in JSON within it, ends of lines are escaped, once or more often; quotes end a text. Their parts are bounded,
 * so that each is read once.
 */
const origins = /v=0(?:\\{1,8}[rn]|[\r\n]){1,4}o=[^\s\\]{0,80} +([^\s\\]{1,80}) +([^\s\\]{1,80}) /g;
const ufrags = /a=ice-ufrag:[ \t]*([^\s\\"]+)/g;
/** Not those inside a description. */
const candidates = /(?<=^|")(?:a=)?(candidate:[^"\\\r\n]{1,600})/g;
const json = /^[[{"]/;

/**
 * The keys of what JSON carries, found without reading it: what goes out of a server came in before, and all else of it is
 * known already.
 *
 * @returns undefined where it has to be read: it is no JSON, or has something in it that is not found so
 */
export function keysIn({ text }: ObservedMessage): readonly string[] | undefined {
  if (text === undefined || !json.test(text)) return undefined;
  const hasDescription = text.includes('v=0');
  const hasCandidate = text.includes('candidate:');
  if (!hasDescription && !hasCandidate) return text.includes('eyJ') ? undefined : nothing;
  const keys = hasDescription ? descriptionsIn(text) : [];
  for (const [, line = ''] of text.matchAll(candidates)) keys.push(candidateKey(line));
  return keys.length === 0 ? undefined : keys;
}

const nothing: readonly string[] = [];

function descriptionsIn(text: string): string[] {
  return Array.from(text.matchAll(origins), ({ 1: session = '', 2: version = '', index }) => {
    ufrags.lastIndex = index;
    const ufrag = ufrags.exec(text)?.[1];
    return descriptionKey(fingerprint(session), fingerprint(version), ufrag === undefined ? '' : fingerprint(ufrag));
  });
}
