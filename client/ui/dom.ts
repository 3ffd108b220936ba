/** The element of an id, which the page's own HTML is sure to have. */
export function byId<E extends HTMLElement>(id: string, type: new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} #${id}`);
  return element;
}

/** A new element with a class and, where given, text. */
export function el<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  className: string,
  text = '',
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
