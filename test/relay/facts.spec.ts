import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { candidateFacts, refOf } from '../../client/probe/descriptions.js';
import { describeCandidate, describeSdp, fingerprint, type DescriptionFacts } from '../../protocol/facts.js';

/** What a description is known to hold; what it does not name is none. */
interface Expected {
  session: string;
  version: string;
  ufrag: string;
  otherUfrags?: string[];
  media: Partial<DescriptionFacts['media']>;
  candidates?: Partial<DescriptionFacts['candidates']>;
  sends?: boolean;
}

const directory = path.join(import.meta.dirname, 'descriptions');
const descriptions = readdirSync(directory)
  .filter((file) => file.endsWith('.sdp'))
  .map((file) => {
    const known = JSON.parse(readFileSync(path.join(directory, file.replace('.sdp', '.json')), 'utf8')) as Expected;
    const lines = readFileSync(path.join(directory, file), 'utf8').trimEnd().split('\n');
    return { name: file.replace('.sdp', ''), lines, known };
  });
const ends = ['\r\n', '\n', '\r'];

function factsOf({ session, version, ufrag, otherUfrags, media, candidates, sends }: Expected, bytes: number) {
  return {
    bytes,
    session: fingerprint(session),
    version: fingerprint(version),
    ufrag: fingerprint(ufrag),
    ...(otherUfrags && { otherUfrags: otherUfrags.map(fingerprint) }),
    ...(sends !== undefined && { sends }),
    media: { audio: 0, video: 0, application: 0, ...media },
    candidates: { host: 0, srflx: 0, prflx: 0, relay: 0, ...candidates },
  };
}

const refIn = ({ session, version, ufrag }: DescriptionFacts) => ({ session, version, ufrag });

/** The session's own lines, and those of each of its sections. */
function sections(lines: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('m=')) parts.push([]);
    parts.at(-1)?.push(line);
  }
  return parts;
}

describe('a description', () => {
  it.each(descriptions)('of $name is read, whichever way its lines end', ({ lines, known }) => {
    for (const end of ends) {
      for (const text of [lines.join(end), lines.join(end) + end]) {
        expect(describeSdp(text, 7)).toEqual(factsOf(known, 7));
        expect(refOf(text)).toEqual(refIn(describeSdp(text, 7)));
      }
    }
  });

  it('is read in any order of its attributes, with blanks to spare and mixed line endings', () => {
    const blank = fc.constantFrom(' ', '  ', '\t', ' \t ');
    const story = fc.constantFrom(...descriptions).chain(({ lines, known }) =>
      fc.record({
        known: fc.constant(known),
        parts: fc.tuple(
          ...sections(lines).map((part) => {
            const attributes = part.filter((line) => line.startsWith('a='));
            const others = part.filter((line) => !line.startsWith('a='));
            return fc
              .shuffledSubarray(attributes, { minLength: attributes.length })
              .map((mixed) => [...others, ...mixed]);
          }),
        ),
        blanks: fc.infiniteStream(blank),
        ends: fc.infiniteStream(fc.constantFrom(...ends)),
        trailing: fc.infiniteStream(fc.constantFrom('', '', ' ', '\t')),
      }),
    );
    fc.assert(
      fc.property(story, ({ known, parts, blanks, ends: breaks, trailing }) => {
        const text = parts
          .flat()
          .map((line) => line.replaceAll(' ', () => blanks.next().value as string))
          .map((line) => `${line}${trailing.next().value as string}${breaks.next().value as string}`)
          .join('');
        // Of several username fragments, the first is told apart by its place.
        const expected = factsOf(known, 1);
        expect(describeSdp(text, 1)).toEqual(expected);
        expect(refOf(text)).toEqual(refIn(expected));
      }),
      { numRuns: 300 },
    );
  });

  it('of any text is read by the probe as by the gateway', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'o=',
        'a=ice-ufrag:',
        'a=candidate:',
        'm=audio',
        '\r',
        '\n',
        '\r\n',
        ' ',
        '\t',
        '\u2028',
        'x',
        '-',
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { session, version, ufrag } = describeSdp(text, 0);
        expect(refOf(text)).toEqual({ session, version, ufrag });
      }),
      { numRuns: 2000 },
    );
  });

  it('holds as many candidates and username fragments as are of use, and takes no longer for more', () => {
    const candidates = Array.from({ length: 2000 }, (_, n) => `a=candidate:${n} 1 udp 1 192.0.2.1 ${n} typ host`);
    const ufrags = Array.from({ length: 2000 }, (_, n) => `a=ice-ufrag:u${n}`);
    const { candidates: counted, otherUfrags } = describeSdp([...candidates, ...ufrags].join('\r\n'), 0);
    expect(counted.host).toBe(256);
    expect(otherUfrags).toHaveLength(8);

    const hostile = ['a=candidate:', 'o=', 'a=ice-ufrag:\t', '\r', '\n', 'a=candidate:1 '].map((text) =>
      text.repeat(Math.ceil(2 ** 20 / text.length)),
    );
    const before = process.cpuUsage();
    for (const text of hostile) describeSdp(text, 0);
    // Read in half a second; searched again for every line, it would be half a minute.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});

describe('a candidate', () => {
  const line = 'candidate:842163049 1 udp 1677729535 203.0.113.9 52200 typ srflx raddr 0.0.0.0 rport 0';
  const place = { sdpMid: '0', sdpMLineIndex: 0 };
  const srflx = { end: false, type: 'srflx', protocol: 'udp', family: 'ipv4' };

  it.each([
    ['as Chromium writes it', `${line} generation 0 ufrag gydc network-cost 999`, { ...srflx, ufrag: 'gydc' }],
    ['as Firefox writes it', 'candidate:0 1 UDP 2122252543 192.0.2.1 54321 typ host', { ...srflx, type: 'host' }],
    [
      'of TCP, by a name',
      'candidate:2 1 TCP 2105524479 1b4b2d0e-3c1f-4c8f-9d3a-0123456789ab.local 9 typ host tcptype active',
      { ...srflx, type: 'host', protocol: 'tcp', family: 'mdns' },
    ],
    ['as an attribute, as libdatachannel writes it', `a=${line}`, srflx],
    ['as a line that ends as a line does', `a=${line} ufrag gydc\r\n`, { ...srflx, ufrag: 'gydc' }],
    ['with its username fragment first', line.replace(' raddr', ' ufrag gydc raddr'), { ...srflx, ufrag: 'gydc' }],
    ['with blanks to spare', ` ${line.replaceAll(' ', '  ').replace(':', ': ')} `, srflx],
    ['in capitals', line.toUpperCase(), srflx],
    ['of IPv6', line.replace('203.0.113.9', '2001:db8::9'), { ...srflx, family: 'ipv6' }],
    ['that a browser found at its peer', line.replace('srflx', 'prflx'), { ...srflx, type: 'prflx' }],
    ['of a kind that nobody knows', line.replace('srflx', 'magic'), { end: false, protocol: 'udp', family: 'ipv4' }],
    ['that is none', 'no candidate at all', { end: false }],
  ])('%s', (_, candidate, known) => {
    const { ufrag, ...rest } = known as { ufrag?: string };
    const facts = describeCandidate({ candidate, ...place }, 5);
    expect(facts).toEqual({ bytes: 5, ...rest, ...(ufrag !== undefined && { ufrag: fingerprint(ufrag) }) });
    expect(candidateFacts({ candidate })).toEqual({ type: facts.type, ufrag: facts.ufrag });
  });

  it('has its username fragment beside its line, where the line has none', () => {
    expect(describeCandidate({ candidate: line, usernameFragment: 'gydc', ...place }, 0).ufrag).toBe(
      fingerprint('gydc'),
    );
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['an empty line', { candidate: '', ...place }],
    ['an empty line that has no place', { candidate: '' }],
    ['an object of nothing', {}],
  ])('that is the end of them: %s', (_, candidate) => {
    expect(describeCandidate(candidate, 0)).toEqual({ bytes: 0, end: true });
  });

  it.each([
    ['both', place, undefined],
    ['a mid', { sdpMid: '' }, undefined],
    ['an index', { sdpMLineIndex: 0, sdpMid: null }, undefined],
    ['neither', {}, true],
    ['null for both', { sdpMid: null, sdpMLineIndex: null }, true],
  ])('says where it belongs with %s', (_, where, unplaced) => {
    expect(describeCandidate({ candidate: line, ...where }, 0).unplaced).toBe(unplaced);
  });
});
