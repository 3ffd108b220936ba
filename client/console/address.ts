import { handshakeFilterSchema, type HandshakeFilter } from '../../protocol/console.js';

export const views = ['list', 'hour', 'refusals', 'rooms', 'faults'] as const;
export type View = (typeof views)[number];

export const filterKeys = Object.keys(handshakeFilterSchema.shape) as (keyof typeof handshakeFilterSchema.shape)[];

/** What the console shows; all of it is in the page's address, so that a link leads there. */
export interface Address {
  filter: HandshakeFilter;
  view: View;
  handshake?: string | undefined;
}

/** Reads a query; what is not known there is left out. */
export function readAddress(query: string): Address {
  const params = new URLSearchParams(query);
  const filter: Record<string, string> = {};
  for (const key of filterKeys) {
    const value = params.get(key);
    if (value && handshakeFilterSchema.shape[key].safeParse(value).success) filter[key] = value;
  }
  const view = views.find((known) => known === params.get('view')) ?? 'list';
  return { filter, view, handshake: params.get('handshake') ?? undefined };
}

/** The query of an address. */
export function queryOf({ filter, view, handshake }: Address): string {
  const params = filterParams(filter);
  if (view !== 'list') params.set('view', view);
  if (handshake !== undefined) params.set('handshake', handshake);
  return `?${params.toString()}`;
}

export function filterParams(filter: HandshakeFilter): URLSearchParams {
  const params = new URLSearchParams();
  for (const key of filterKeys) if (filter[key]) params.set(key, filter[key]);
  return params;
}
