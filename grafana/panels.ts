import * as barGauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type DashboardLinkBuilder,
  type Panel as DashboardPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeSeries from '@grafana/grafana-foundation-sdk/timeseries';
import { prometheus } from './inputs.js';
import { lettered } from './queries.js';

/** What every panel has to say of itself. */
interface Panel {
  title: string;
  /** One sentence: what is seen here, and what it is good for. */
  description: string;
  /** As in Grafana's list of units. */
  unit: string;
  /** Shown where there is nothing to show. */
  nothing: string;
  /** Of the 24 columns of a dashboard. */
  width: number;
  /** Where to look further. */
  links?: DashboardLinkBuilder[];
  queries: DataqueryBuilder[];
}

/** Said where not even a zero is known. */
export const noGateway = 'No gateway is scraped';

/** A panel that a dashboard gives its number. */
export type AnyPanel = Builder<DashboardPanel> & { id(id: number): AnyPanel };

/** What the builders of all kinds of panel have in common. */
interface AnyBuilder {
  title(title: string): this;
  description(description: string): this;
  unit(unit: string): this;
  noValue(text: string): this;
  datasource(source: common.DataSourceRef): this;
  targets(queries: DataqueryBuilder[]): this;
  span(columns: number): this;
  height(rows: number): this;
  links(links: DashboardLinkBuilder[]): this;
}

function described<B extends AnyBuilder>(builder: B, panel: Panel, height: number): B {
  return builder
    .title(panel.title)
    .description(panel.description)
    .unit(panel.unit)
    .noValue(panel.nothing)
    .datasource(prometheus)
    .targets(lettered(panel.queries))
    .span(panel.width)
    .height(height)
    .links(panel.links ?? []);
}

const latest = new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']);

/** Numbers as they are now, each with its recent past behind it. */
export function numbers(panel: Panel): stat.PanelBuilder {
  return described(new stat.PanelBuilder(), panel, 5)
    .reduceOptions(latest)
    .graphMode(common.BigValueGraphMode.Area)
    .colorMode(common.BigValueColorMode.None)
    .textMode(common.BigValueTextMode.ValueAndName);
}

/** One number that is red from a threshold on, and green below it. */
export function alarm(panel: Panel, redFrom: number): stat.PanelBuilder {
  const steps = [
    { value: null, color: 'green' },
    { value: redFrom, color: 'red' },
  ];
  return numbers(panel)
    .colorMode(common.BigValueColorMode.Background)
    .textMode(common.BigValueTextMode.Value)
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps));
}

/** What is named, in words, with its number. */
export function named(panel: Panel): stat.PanelBuilder {
  return numbers(panel).graphMode(common.BigValueGraphMode.None).decimals(0);
}

/** Lines over time, the highest first in the legend. */
export function lines(panel: Panel): timeSeries.PanelBuilder {
  return described(new timeSeries.PanelBuilder(), panel, 9)
    .min(0)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Auto)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Right)
        .showLegend(true)
        .calcs(['lastNotNull', 'max'])
        .sortBy('Max')
        .sortDesc(true),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        // oxlint-disable-next-line unicorn/no-array-sort -- a builder's, no array's
        .sort(common.SortOrder.Descending)
        .hideZeros(true),
    );
}

/** Parts of a whole over time. */
export function stack(panel: Panel): timeSeries.PanelBuilder {
  return lines(panel)
    .drawStyle(common.GraphDrawStyle.Bars)
    .fillOpacity(80)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
}

/** One bar for each name, in the order given. */
export function bars(panel: Panel, order: readonly string[]): barGauge.PanelBuilder {
  const places = Object.fromEntries(['Time', ...order].map((name, place) => [name, place]));
  return described(new barGauge.PanelBuilder(), panel, 12)
    .min(0)
    .decimals(0)
    .reduceOptions(latest)
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Gradient)
    .withTransformation({ id: 'joinByField', options: { byField: 'Time', mode: 'outer' } })
    .withTransformation({ id: 'organize', options: { indexByName: places } });
}

/** Rows, the highest first; `columns` gives the names of the fields that are shown, in order. */
export function rows(panel: Panel, columns: Record<string, string>, sortBy: string): table.PanelBuilder {
  const places = Object.fromEntries(Object.keys(columns).map((name, place) => [name, place]));
  return described(new table.PanelBuilder(), panel, 12)
    .sortBy([new common.TableSortByFieldStateBuilder().displayName(sortBy).desc(true)])
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true, ...(!('Value' in columns) && panel.queries.length === 1 && { Value: true }) },
        indexByName: places,
        renameByName: columns,
      },
    });
}

/** How a histogram moves over time; its exemplars are the points that lead to a trace. */
export function heat(panel: Panel): heatmap.PanelBuilder {
  return described(new heatmap.PanelBuilder(), panel, 12)
    .calculate(false)
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .exponent(0.5)
        .steps(64),
    )
    .filterValues(new heatmap.FilterValueRangeBuilder().le(1e-9))
    .yAxis(new heatmap.YAxisConfigBuilder().unit('s'))
    .cellGap(1)
    .showLegend()
    .tooltip(new heatmap.HeatmapTooltipBuilder().mode(common.TooltipDisplayMode.Single).yHistogram(true))
    .exemplarsColor('rgba(255, 0, 255, 0.7)');
}
