import { IMAGER_PANELS } from './panels/imager.ts';
import { OVERVIEW_PANELS } from './panels/overview.ts';
import type { Panel, Row } from './panels/panel.ts';
import { PROCESS_PANELS } from './panels/processes.ts';
import type { Timing } from './timing.ts';

type Dashboard = { uid: string; title: string; rows: readonly Row[] };

export const DASHBOARDS: readonly Dashboard[] = [
  { uid: 'halftone-overview', title: 'Halftone: overview', rows: OVERVIEW_PANELS },
  { uid: 'halftone-imager', title: 'Halftone: imager', rows: IMAGER_PANELS },
  { uid: 'halftone-processes', title: 'Halftone: processes', rows: PROCESS_PANELS },
];

/** The one that is provisioned with the dashboards. */
const DATASOURCE = { type: 'prometheus', uid: 'halftone-prometheus' };

/** Grafana's grid has 24 columns. */
const PANEL = { w: 8, h: 8 };
const ACROSS = 24 / PANEL.w;

/** A dashboard as Grafana reads it: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export function dashboardModel({ uid, title, rows }: Dashboard, time: Timing) {
  let id = 0;
  let y = 0;
  const panels: unknown[] = [];
  for (const { title: row, panels: inRow } of rows) {
    panels.push({
      id: ++id,
      type: 'row',
      title: row,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y: y++, w: 24, h: 1 },
    });
    for (const [index, panel] of inRow.entries()) {
      const position = {
        x: (index % ACROSS) * PANEL.w,
        y: y + Math.floor(index / ACROSS) * PANEL.h,
        ...PANEL,
      };
      panels.push(panelModel(panel, ++id, position, time));
    }
    y += Math.ceil(inRow.length / ACROSS) * PANEL.h;
  }
  return {
    uid,
    title,
    tags: ['halftone'],
    schemaVersion: 39,
    version: 1,
    editable: false,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: [] },
    annotations: { list: [] },
    panels,
  };
}

function panelModel({ title, about, unit, max, queries }: Panel, id: number, gridPos: object, time: Timing) {
  return {
    id,
    type: 'timeseries',
    title,
    ...(about && { description: about }),
    gridPos,
    datasource: DATASOURCE,
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(max !== undefined && { max }),
        custom: { fillOpacity: 10, showPoints: 'never' },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: DATASOURCE,
      expr: expr(time),
      legendFormat: legend,
    })),
  };
}
