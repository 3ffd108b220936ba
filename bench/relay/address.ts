/**
 * An address of its own for every connection, as everybody has one: all of 127.0.0.0/8 is this machine (RFC 1122, section
 * 3.2.1.3). What a server counts by address counts as it would outside, and no address runs out of ports.
 */
export const addressOf = (number: number) => `127.${1 + ((number >> 16) & 63)}.${(number >> 8) & 255}.${number & 255}`;
