import { describe, expect, it } from '@jest/globals';
import { limits } from '../../protocol/limits.js';
import { readLargeFrame } from '../../src/relay/frame-heads.js';

/** A masked text frame as a browser sends it, of which so many bytes have come. */
function frame(text: string, { bytes = limits.frameBytes + 1, come = 4096 } = {}): Buffer {
  const mask = [0x81, 0xff, 7, 0];
  const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, ...mask]);
  header.writeBigUInt64BE(BigInt(bytes), 2);
  const payload = Buffer.from(text.padEnd(come, 'x'));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  return Buffer.concat([header, payload]);
}

describe('the head of a frame over the bound', () => {
  it.each([
    ['42["offer",{"target":"boris_-1","offer":{}}]', { kind: 'offer', target: 'boris_-1' }],
    ['42117["answer",{"target":"boris"', { kind: 'answer', target: 'boris' }],
    ['42["ice-candidate",{"candidate":{', { kind: 'ice-candidate' }],
    ['42["offer",{"target":"a b","offer"', { kind: 'offer' }],
    ['42["offer",["target"', { kind: 'offer' }],
    ['42["offers",{', undefined],
    ['42["upload",{"x":"42[\\"offer\\",{"', undefined],
    ['43["offer",{', undefined],
    ['{"offer":1}', undefined],
  ])('%s', (text, head) => {
    expect(readLargeFrame(frame(text))).toEqual(head);
  });

  it('stands behind other frames, and may end with what has come', () => {
    const small = Buffer.from([0x81, 0x82, 1, 2, 3, 4, 5, 6]);
    const whole = frame('42["offer",{"target":"boris"}]');
    expect(readLargeFrame(Buffer.concat([small, whole]))).toEqual({ kind: 'offer', target: 'boris' });
    expect(readLargeFrame(whole.subarray(0, 14 + '42["offer",'.length))).toEqual({ kind: 'offer' });
    for (let come = 0; come < 14 + '42["offer",'.length; come++)
      expect(readLargeFrame(whole.subarray(0, come))).toBeUndefined();
  });

  it('is not read of one that is within the bound', () => {
    expect(readLargeFrame(frame('42["offer",{', { bytes: limits.frameBytes }))).toBeUndefined();
  });
});
