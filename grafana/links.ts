import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { attributes, services } from '../src/telemetry/span-names.js';
import { consoleUrl, jaegerUrl } from './inputs.js';

function link(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).icon('external link').url(url).targetBlank(true);
}

/** The live handshakes, in the gateway's own console. */
export const toConsole = link('Console', `${consoleUrl}/console/`);

/** Those that failed, in the console. */
export const toFailed = link('Failed handshakes in the console', `${consoleUrl}/console/?outcome=failed`);

/** Those of the outcome, the cause or the owner that is clicked; Grafana fills the rest in. */
export const toOutcome = link('Show them in the console', `${consoleUrl}/console/?outcome=\${__field.labels.outcome}`);
export const toCauseOfSeries = link(
  'Handshakes of this cause',
  `${consoleUrl}/console/?cause=\${__field.labels.cause}&owedBy=\${__field.labels.owed_by}`,
);
export const toCause = link('Handshakes of this cause', `${consoleUrl}/console/?cause=\${__data.fields.Cause}`);
export const toOwner = link('Handshakes of this owner', `${consoleUrl}/console/?owedBy=\${__data.fields["Owed by"]}`);

/** The traces of those that failed. */
export const toFailedTraces = link(
  'Traces of failed handshakes',
  `${jaegerUrl}/search?${String(
    new URLSearchParams({
      service: services.gateway,
      tags: JSON.stringify({ [attributes.outcome]: 'failed' }),
      lookback: '1h',
      limit: '20',
    }),
  )}`,
);

/** The alerts by name, on the dashboard of the gateways; Grafana puts its own address before it. */
export const toAlerts = link('Which alerts fire', '/d/hopline-gateway');

/** What each alert means and what to do. */
export const toRunbook = link('What to do about them', '/d/hopline-runbook');

/** The dashboards of Hopline, with the time and the gateways that are chosen. */
export const toEachOther = new DashboardLinkBuilder('Hopline')
  .type(DashboardLinkType.Dashboards)
  .tags(['hopline'])
  .keepTime(true)
  .includeVars(true);

/** All traces, in Jaeger. */
export const toJaeger = link('Jaeger', `${jaegerUrl}/search?service=${services.gateway}`);
