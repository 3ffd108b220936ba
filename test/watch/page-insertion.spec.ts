import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PageInsertion } from '../../src/watch/proxy/page-insertion.js';

const ours = '<script src="ours"></script>';

/** A page that comes in parts of that size. */
async function opened(html: string | Buffer, size = 1_000_000): Promise<string> {
  const insertion = new PageInsertion({ html: ours, policy: (policy) => `${policy} plus` });
  const bytes = Buffer.from(html as string);
  const parts: Buffer[] = [];
  insertion.on('data', (part: Buffer) => parts.push(part));
  for (let at = 0; at < bytes.length; at += size) insertion.write(bytes.subarray(at, at + size));
  insertion.end();
  await new Promise((done) => insertion.on('end', done));
  return Buffer.concat(parts).toString();
}

describe('what is put into a page', () => {
  it.each([
    ['<!doctype html><html><head>|<title>ü</title></head><body>🙂</body></html>'],
    ['\ufeff<!DOCTYPE html>\n<!-- <head> -->\n<html lang="a>b"><!-- x --><HEAD data-x=\'>\'>|\n<meta charset=utf-8>'],
    ['<!doctype html>|<title>no head</title><p>text'],
    ['<!doctype html><html>|<body>no head</body>'],
    ['|<p>neither'],
    ['|just text with <head> in it'],
    ['<?xml version="1.0"?><html><head>|<script>"<head>"</script>'],
    ['|<script>first</script><head></head>'],
    ['<html>|<header>a head it is not</header>'],
    ['|<3'],
    ['<!doctype html>|'],
    ['<html><head>|<!-- never ends'],
  ])('stands where the head begins: %s', async (page) => {
    const html = page.replace('|', '');
    for (const size of [1, 7, 100_000]) expect(await opened(html, size)).toBe(page.replace('|', ours));
  });

  it('changes nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom(
            '<',
            '!',
            '--',
            '>',
            '<html',
            '<head>',
            '<title>',
            '</title>',
            ' ',
            '"',
            'ü',
            '<meta',
            '</',
            'x',
          ),
        ),
        fc.integer({ min: 1, max: 9 }),
        async (parts, size) => {
          const html = parts.join('');
          const page = await opened(html, size);
          expect(page.replace(ours, '')).toBe(html);
          expect(page.includes(ours)).toBe(html !== '');
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['<head>|<meta http-equiv="Content-Security-Policy" content="a \'b\'">', '"a \'b\' plus">'],
    [
      "<head>|<title><head></title><META content='a &quot;' http-equiv=content-security-policy>",
      '"a &quot; plus" http',
    ],
    [
      '<head>|<script>x = "</scrip>"</script ><style></style><meta http-equiv=Content-Security-Policy content="a">',
      '"a plus">',
    ],
  ])('meets a policy that stands in the page: %s', async (page, met) => {
    for (const size of [1, 100_000]) expect(await opened(page.replace('|', ''), size)).toContain(met);
  });

  it.each([
    ['<head><title><meta http-equiv="Content-Security-Policy" content="a"></title>'],
    ['<head></head><meta http-equiv="Content-Security-Policy" content="a">'],
    ['<head><meta name="x" content="Content-Security-Policy">'],
  ])('leaves alone what is none: %s', async (page) => {
    expect((await opened(page)).replace(ours, '')).toBe(page);
  });

  it('holds nothing of a page but what has not ended', async () => {
    const insertion = new PageInsertion({ html: ours, policy: (policy) => policy });
    insertion.write('<!doctype html><head><title>T</title><body><p>text');
    expect(String(insertion.read())).toBe(`<!doctype html><head>${ours}<title>T</title><body><p>text`);
    insertion.write('<unfinished');
    expect(String(insertion.read())).toBe('<unfinished');
    const endless = await opened(`<head><meta x="${'y'.repeat(200_000)}`, 10_000);
    expect(endless).toBe(`<head>${ours}<meta x="${'y'.repeat(200_000)}`);
  });

  it('leaves pages in UTF-16 alone', async () => {
    const page = Buffer.from('\ufeff<head>', 'utf16le');
    expect(Buffer.from(await opened(page))).toEqual(Buffer.from(page.toString()));
  });
});
