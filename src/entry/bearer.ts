/** The token of an `Authorization: Bearer` header (RFC 6750, section 2.1); undefined where there is none. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer ([\w.~+/=-]{1,8192})$/i.exec(authorization ?? '')?.[1];
}
