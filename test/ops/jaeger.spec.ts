import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { stages } from '../../protocol/stages.js';
import { defaultWaits } from '../../src/domain/ladder.js';
import { attributes } from '../../src/telemetry/span-names.js';
import { consoleLink } from '../../src/telemetry/trace-link.js';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Of its configuration, what is read here; `ops/compose-telemetry` holds what in it has to fit together. */
interface Config {
  connectors: { span_metrics: { histogram: { explicit: { buckets: string[] } } } };
}
type Values = Readonly<Record<string, string>>;
/** Of what its UI is configured with (jaeger-ui, src/types/config.ts and src/model/link-patterns.ts), what is read here. */
interface UiConfig {
  menu: { items: { url: string }[] }[];
  linkPatterns: { key: string; url: { parameters: string[]; template: (values: Values) => string } }[];
  topTagPrefixes: string[];
}

const script = read('jaeger/ui.js');
/** As its page does: the file is put into a script, and what it defines is called. */
const ui = runInNewContext(`${script}\nUIConfig()`, { URL }) as UiConfig;
const keys: readonly string[] = Object.values(attributes);
/** Its UI sorts tags by the first prefix that fits, and by the alphabet. */
const place = (key: string) => ui.topTagPrefixes.findIndex((prefix) => key.startsWith(prefix));

describe("Jaeger's configuration", () => {
  it('has its bounds just above the waits that end a handshake, so that a latency is not twice what it was', () => {
    const config = parse(read('jaeger/config.yaml'), { strict: true }) as Config;
    const { buckets } = config.connectors.span_metrics.histogram.explicit;
    const bounds = buckets.map((bound) => Number.parseInt(bound, 10) * (bound.endsWith('ms') ? 1 : 1000));
    const waits = [...new Set([...stages.map((stage) => defaultWaits[stage]), defaultWaits.ring])];
    const above = waits.map((wait) => bounds.find((bound) => bound > wait * 1.02) ?? Infinity);
    expect(waits.filter((wait, index) => wait > 0 && (above[index] ?? Infinity) > wait * 1.25)).toEqual([]);
  });

  it('is taken for a script: its server looks for the function by this pattern', () => {
    expect(script).toMatch(/function\s+UIConfig(\s)?\(\s?\)(\s)?\{/);
    // It puts the file into its page by a regular expression, and would take a dollar for one of its groups.
    expect(script).not.toContain('$');
  });

  it.each(['http://localhost:3000', 'http://localhost:3002', 'https://app.example/hopline'])(
    'leads from what spans carry to the console at %s, with what it is asked for there',
    (console) => {
      const values: Values = {
        [attributes.console]: consoleLink(console)('h1') ?? '',
        [attributes.conversation]: 'h1',
        [attributes.cause]: 'no-answer',
        [attributes.owedBy]: 'callee & "network"',
      };
      const links = ui.linkPatterns.map(({ key, url }) => [key, url.template(values)]);
      expect(Object.fromEntries(links)).toEqual({
        [attributes.console]: `${console}/console/handshakes/h1`,
        [attributes.conversation]: `${console}/console/handshakes/h1`,
        [attributes.cause]: `${console}/console/?cause=no-answer`,
        [attributes.owedBy]: `${console}/console/?owedBy=callee+%26+%22network%22`,
      });
    },
  );

  it('asks spans for what they carry, those below the first one too', () => {
    for (const { key, url } of ui.linkPatterns) {
      expect(keys).toContain(key);
      expect([...url.parameters].toSorted()).toEqual([...new Set([attributes.console, key])].toSorted());
    }
  });

  it('opens pages of the web only, whatever somebody writes into a span', () => {
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'console', ' https://a.example'])
      for (const { key, url } of ui.linkPatterns)
        expect(url.template({ [key]: address, [attributes.console]: address })).toBe('#');
  });

  it('leads to Grafana where the compose file publishes it', () => {
    const { services } = parse(read('docker-compose.yml')) as { services: Record<string, { ports: string[] }> };
    const urls = ui.menu.flatMap(({ items }) => items).map(({ url }) => new URL(url));
    expect(urls.map(({ hostname }) => hostname)).toEqual(['localhost']);
    expect(services['grafana']?.ports.map((entry) => entry.split(':').at(-2))).toEqual(urls.map(({ port }) => port));
  });

  it('shows first what is so and what to do, then the rest of what spans say of Hopline', () => {
    const shown = keys.toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
    expect(keys.filter((key) => place(key) < 0)).toEqual([]);
    const first = [attributes.sentence, attributes.advice, attributes.console, attributes.errorType];
    expect(shown.slice(0, first.length)).toEqual(first);
  });
});
