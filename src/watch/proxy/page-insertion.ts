import { Transform, type TransformCallback } from 'node:stream';
import { firstToken } from './head-tokens.js';

export interface Insertion {
  /** What is put ahead of everything that the head of the page has. */
  readonly html: string;
  /** A policy that stands in the page itself, as it has to be. */
  readonly policy: (policy: string) => string;
}

/** What is held at most for something that has begun to end, in bytes. */
const held = 64_000;
/** What stands in these is no markup. */
const textual = new Set(['script', 'style', 'title', 'noscript', 'template']);
const inHead = new Set(['html', 'head', 'meta', 'link', 'base', ...textual]);

/**
 * Puts something into an HTML page right behind `<head>`, or where the head would begin: behind the document type, as ahead of it
 * it would make the page one of quirks mode. Only the head is read, and nothing is held but what has not ended.
 */
export class PageInsertion extends Transform {
  private waiting = '';
  private hasBegun = false;
  private isInserted = false;
  private isOver = false;
  /** The element whose end is looked for. */
  private within: string | undefined;

  constructor(private readonly insertion: Insertion) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    if (this.isOver) return done(null, chunk);
    // Each byte as one character, whatever the encoding is: those of ASCII are the same in all that a page may have.
    this.waiting += chunk.toString('latin1');
    this.hasBegun = true;
    if (/^(?:\u00ff\u00fe|\u00fe\u00ff)/.test(this.waiting) && !this.isInserted) this.leaveAlone();
    this.readOn();
    if (this.waiting.length > held) this.passRest();
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.hasBegun && !this.isOver) this.passRest();
    done();
  }

  private readOn(): void {
    while (!this.isOver && (this.within === undefined ? this.takeToken() : this.takeText(this.within)));
  }

  /** @returns whether there may be another */
  private takeToken(): boolean {
    const token = firstToken(this.waiting);
    if (token.kind === 'incomplete') return false;
    if (token.kind === 'other' || (token.kind === 'tag' && !inHead.has(token.name))) {
      this.passRest();
      return false;
    }
    const { text } = token;
    const [name, isEnd] = token.kind === 'tag' ? [token.name, token.isEnd] : ['', false];
    // Ahead of it, where there is no `<head>`.
    if (token.kind === 'tag' && name !== 'html' && name !== 'head') this.insert();
    this.emitText(name === 'meta' ? this.withPolicy(text) : text);
    if (name === 'head') this.insert();
    if (textual.has(name) && !isEnd) this.within = name;
    this.waiting = this.waiting.slice(text.length);
    if (name === 'head' && isEnd) this.passRest();
    return true;
  }

  private takeText(name: string): boolean {
    const end = this.waiting.search(new RegExp(`</${name}[\\s/>]`, 'i'));
    // The end may have begun.
    const length = end === -1 ? Math.max(0, this.waiting.length - name.length - 2) : end;
    this.emitText(this.waiting.slice(0, length));
    this.waiting = this.waiting.slice(length);
    if (end !== -1) this.within = undefined;
    return end !== -1;
  }

  private insert(): void {
    if (!this.isInserted) this.emitText(this.insertion.html);
    this.isInserted = true;
  }

  /** UTF-16: what would be put in is not in its encoding. */
  private leaveAlone(): void {
    this.isInserted = true;
    this.passRest();
  }

  private passRest(): void {
    this.insert();
    this.emitText(this.waiting);
    this.waiting = '';
    this.isOver = true;
  }

  private emitText(text: string): void {
    if (text !== '') this.push(Buffer.from(text, 'latin1'));
  }

  private withPolicy(meta: string): string {
    if (!/http-equiv\s*=\s*["']?\s*content-security-policy["'\s/>]/i.test(meta)) return meta;
    return meta.replace(
      /(\scontent\s*=\s*)(?:"([^"]*)"|'([^']*)')/i,
      (_whole, start: string, double?: string, single?: string) => {
        const policy = decode(double ?? single ?? '');
        return `${start}"${encode(this.insertion.policy(policy))}"`;
      },
    );
  }
}

const entities: Record<string, string> = { quot: '"', apos: "'", '#39': "'", '#x27': "'", '#34': '"', amp: '&' };

function decode(text: string): string {
  return text.replace(/&(quot|apos|#39|#x27|#34|amp);/gi, (_whole, name: string) => entities[name.toLowerCase()] ?? '');
}

function encode(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
