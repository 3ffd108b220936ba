/** The pieces of a text that comes bit by bit, each up to its end; returns what has none. */
export async function* piecesOf(input: AsyncIterable<string>, end: string): AsyncGenerator<string, string> {
  let rest = '';
  for await (const text of input) {
    const pieces = `${rest}${text}`.split(end);
    rest = pieces.pop() ?? '';
    yield* pieces;
  }
  return rest;
}

/**
 * Reads an answer of the API. Of a list, which has a line for each item, the items stay text: a thousand handshakes that
 * were read in one piece would block the loop for 10 to 15 ms. Rejects where the end is missing.
 */
export async function readAnswer(input: AsyncIterable<string>): Promise<object> {
  const items: string[] = [];
  let around = '';
  const lines = piecesOf(input, '\n');
  for (let done: boolean | undefined = false; !done;) {
    const line = await lines.next();
    ({ done } = line);
    if (around !== '' && line.value.startsWith('{')) items.push(line.value.replace(/,$/, ''));
    else around += line.value;
  }
  const answer = JSON.parse(around) as object;
  const [list] = items.length > 0 ? Object.keys(answer) : [];
  return list === undefined ? answer : { ...answer, [list]: items };
}
