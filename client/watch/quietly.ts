/** Runs a line of ours in the page's own call: whatever goes wrong with it is not the page's concern. */
export function quietly<T>(line: () => T): T | undefined {
  try {
    return line();
  } catch {
    return undefined;
  }
}
