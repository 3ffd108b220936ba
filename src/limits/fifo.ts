/** Places at the front that stay empty before the others move up. */
const emptyAtMost = 32;

/** First in, first out: one goes in, or out, in the same time, however many there are. */
export class Fifo<T> {
  private items: (T | undefined)[] = [];
  private first = 0;

  get size(): number {
    return this.items.length - this.first;
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    const item = this.items[this.first];
    if (this.size === 0) return undefined;
    this.items[this.first++] = undefined;
    if (this.first > emptyAtMost && this.first * 2 > this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return item;
  }
}
