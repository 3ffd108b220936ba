import { describe, expect, it } from '@jest/globals';
import { readIceUrl } from '../../src/config/ice-urls.js';

describe('the URL of a STUN or TURN server', () => {
  it.each([
    ['stun:stun.example', 'stun.example', 3478, 'udp'],
    ['stun:stun.example:19302', 'stun.example', 19_302, 'udp'],
    ['turn:turn.example', 'turn.example', 3478, 'udp'],
    ['TURN:turn.example:80?transport=tcp', 'turn.example', 80, 'tcp'],
    ['turn:[2001:db8::1]:3478?transport=udp', '2001:db8::1', 3478, 'udp'],
    ['turns:turn.example', 'turn.example', 5349, 'tls'],
    ['turns:192.0.2.1:443?transport=tcp', '192.0.2.1', 443, 'tls'],
  ])('%s leads to host, port and transport', (href, host, port, transport) => {
    expect(readIceUrl(href)).toMatchObject({ href, host, port, transport });
  });

  // Each of them makes the constructor of RTCPeerConnection throw in Chromium or Firefox, or goes nowhere in one of them.
  it.each([
    ['stuns:stun.example', 'Firefox'],
    ['stun:stun.example?transport=udp', 'where it is stun:'],
    ['stun:user@stun.example', 'user name'],
    ['turn://turn.example', '//'],
    ['turn:user:word@turn.example', 'user name'],
    ['turn:turn.example?transport=UDP', 'after ?'],
    ['turn:turn.example?transport=tls', 'after ?'],
    ['turn:turn.example?transport=udp&x=1', 'after ?'],
    ['turn:turn.example?', 'after ?'],
    ['turns:turn.example?transport=udp', 'TLS over TCP'],
    ['turn:turn.example/', 'a host'],
    ['turn:turn.example#x', 'a host'],
    ['turn:', 'a host'],
    ['turn:::1', 'a host'],
    ['turn:turn.example:', 'a host'],
    ['turn:turn.example:12x', 'a host'],
    ['turn:turn.example:0', 'a port'],
    ['turn:turn.example:22', 'a port'],
    ['turn:turn.example:5060', 'a port'],
    ['turn:turn.example:65536', 'a port'],
  ])('%s is refused, and the rule says why', (href, rule) => {
    expect(readIceUrl(href)).toEqual(expect.stringContaining(rule));
  });
});
