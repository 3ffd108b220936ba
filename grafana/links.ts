import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { attributes, services, spanNames } from '../src/telemetry/names.js';

/** Where docker-compose.yml publishes the gateway and Jaeger. */
const gateway = 'http://localhost:3000';
const jaeger = 'http://localhost:16686';

function link(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).icon('external link').url(url).targetBlank(true);
}

/** The live handshakes, in the gateway's own console. */
export const toConsole = link('Console', `${gateway}/console`);

/** Those that failed, in the console. */
export const toFailed = link('Failed handshakes in the console', `${gateway}/console?outcome=failed`);

/** Those of the cause in the row that is clicked. */
export const toCause = link('Handshakes of this cause', `${gateway}/console?cause=\${__data.fields.Cause}`);

/** The traces of those that failed. */
export const toFailedTraces = link(
  'Traces of failed handshakes',
  `${jaeger}/search?${String(
    new URLSearchParams({
      service: services.gateway,
      operation: spanNames.handshake,
      tags: JSON.stringify({ [attributes.outcome]: 'failed' }),
      lookback: '1h',
      limit: '20',
    }),
  )}`,
);

/** The dashboards of Hopline, with the time and the gateways that are chosen. */
export const toEachOther = new DashboardLinkBuilder('Hopline')
  .type(DashboardLinkType.Dashboards)
  .tags(['hopline'])
  .keepTime(true)
  .includeVars(true);

/** All traces, in Jaeger. */
export const toJaeger = link('Jaeger', `${jaeger}/search?service=${services.gateway}`);
