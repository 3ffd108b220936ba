import type { DescriptionRef, Descriptions } from '../pages/descriptions.js';
import type { Pages } from '../pages/pages.js';

/** Reports of a batch, the newest of them, whose descriptions are looked for. */
const looked = 8;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Is the page of a batch somebody's: has it proved to be a participant's, now or before, or does it speak of a description
 * that was relayed, or has it? It is asked of what nobody has checked yet: the batch may be anything that JSON can be.
 */
export function isOfSomebody(batch: unknown, pages: Pages, descriptions: Descriptions): boolean {
  if (!isObject(batch)) return false;
  const { probe, socket, reports } = batch;
  if (typeof socket === 'string' && pages.ofSession(socket) !== undefined) return true;
  const page = typeof probe === 'string' ? pages.known(probe) : undefined;
  if (page && (page.latest !== undefined || pages.isProved(page))) return true;
  const speaksOf = (ref: unknown) => isRef(ref) && descriptions.isKnown(ref);
  return (
    Array.isArray(reports) &&
    reports
      .slice(-looked)
      .some((report: unknown) => isObject(report) && (speaksOf(report['local']) || speaksOf(report['remote'])))
  );
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isRef(value: unknown): value is DescriptionRef {
  if (!isObject(value)) return false;
  const { session, version, ufrag } = value;
  return (
    typeof session === 'string' && typeof version === 'string' && (ufrag === undefined || typeof ufrag === 'string')
  );
}
