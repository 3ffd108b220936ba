import { ConstantVariableBuilder, DatasourceVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

/** Where docker-compose.yml publishes the gateway's console and Jaeger. */
const published = {
  CONSOLE_URL: { label: 'Console', description: 'Where people open /console.', value: 'http://localhost:3002' },
  JAEGER_URL: { label: 'Jaeger', description: 'Where people open Jaeger.', value: 'http://localhost:16686' },
} as const;

const source = {
  name: 'DS_PROMETHEUS',
  label: 'Prometheus',
  type: 'prometheus',
  description: 'What scrapes the gateways.',
};

/**
 * What is different wherever a dashboard is, by names that Grafana fills in either way: a variable where it is provisioned,
 * an input where somebody imports it.
 */
export const consoleUrl = '${CONSOLE_URL}';
export const jaegerUrl = '${JAEGER_URL}';
/** The data source of every panel. */
export const prometheus = { type: source.type, uid: `\${${source.name}}` };

export const inputVariables = [
  new DatasourceVariableBuilder(source.name).label(source.label).description(source.description).type(source.type),
  ...Object.entries(published).map(([name, { label, description, value }]) =>
    new ConstantVariableBuilder(name).label(label).description(description).value(value),
  ),
];

/** What Grafana asks for where a dashboard is imported; in a dashboard's JSON beside the rest of it. */
export const inputs = [
  { ...source, type: 'datasource', pluginId: source.type, pluginName: source.label },
  ...Object.entries(published).map(([name, constant]) => ({ name, type: 'constant', ...constant })),
];
