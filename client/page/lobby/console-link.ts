import { byId } from '../../ui/dom.js';

/** Names that a public site does not have: addresses, localhost, names without a dot. */
const own = /^(?:[^.]+|.+\.localhost|[\d.]+|\[[\da-f:]+\])$/i;

/** Offers the console where this page is tried out: on a public site it is for the operator alone, or elsewhere. */
export function offerConsole(): void {
  byId('to-console', HTMLAnchorElement).hidden = !own.test(location.hostname);
}
