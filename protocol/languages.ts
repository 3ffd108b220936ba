/** Languages that people are spoken to in. */
export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

/** The language of an `Accept-Language` header (RFC 9110, section 12.5.4), as far as we speak it: the first known one. */
export function preferredLanguage(header: string | undefined): Language {
  for (const range of (header ?? '').slice(0, 256).split(',')) {
    const known = languages.find((language) => range.trim().toLowerCase().startsWith(language));
    if (known) return known;
  }
  return 'en';
}
