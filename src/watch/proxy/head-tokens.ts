/** What stands at the beginning of HTML that is still to be read, up to the end of its head (HTML standard, section 13.2). */
export type HeadToken =
  /** Of no effect on what may follow: space, a comment, a document type. */
  | { kind: 'between'; text: string }
  | { kind: 'tag'; name: string; isEnd: boolean; text: string }
  /** Nothing that a head can have: the document has begun. */
  | { kind: 'other' }
  /** More has to come before it can be known. */
  | { kind: 'incomplete' };

/** A byte order mark, as its bytes read in Latin-1. */
const between = /(?:\u00ef\u00bb\u00bf)?\s+|\u00ef\u00bb\u00bf|<!--[^]*?-->|<[!?](?!--)[^>]*>/y;
const tag = /<(\/?)([a-z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^'">])*>/iy;
const beginning = /^(?:<(?:[!?/a-z]|$)|\u00ef(?:\u00bb?$))/i;

/** The first token of some HTML, of which each character stands for a byte. */
export function firstToken(html: string): HeadToken {
  if (html === '') return { kind: 'incomplete' };
  between.lastIndex = 0;
  const [text] = between.exec(html) ?? [];
  if (text !== undefined) return { kind: 'between', text };
  tag.lastIndex = 0;
  const [whole, slash, name] = html.startsWith('<!') ? [] : (tag.exec(html) ?? []);
  if (whole !== undefined)
    return { kind: 'tag', name: (name as string).toLowerCase(), isEnd: slash === '/', text: whole };
  return { kind: beginning.test(html) ? 'incomplete' : 'other' };
}
