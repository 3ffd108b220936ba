import type { IceUrl } from '../../src/config/ice-urls.js';
import type { RelayCheckResult } from './relay-check.js';
import { findings, phrases, type Language } from './words.js';

/** One URL and what came of it, in one line. */
export function reportLine(url: IceUrl, { finding, remarks, tookMs }: RelayCheckResult, language: Language): string {
  const transport = url.transport.toUpperCase();
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const facts = { host: url.host, port: url.port, transport, detail: finding?.detail, ms: Math.round(tookMs) };
      return name in facts ? String(facts[name as keyof typeof facts]) : whole;
    });
  const head = (mark: 'ok' | 'failed') => `${phrases[mark][language]} ${transport} ${url.href}: `;
  if (finding) {
    const { what, todo } = findings[finding.reason][language];
    return head('failed') + fill(`${what} ${phrases.todo[language]}${todo}`);
  }
  const relay = phrases[remarks.includes('unproven') ? 'unproven' : 'relay'][language];
  return head('ok') + fill(relay) + (remarks.includes('open') ? `. ${phrases.open[language]}` : '');
}
