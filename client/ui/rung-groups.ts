import { stages, type Stage } from '../../protocol/stages.js';

export const rungGroups = ['offer', 'answer', 'path'] as const;
export type RungGroup = (typeof rungGroups)[number];

/** The descriptions have a group each; candidates and what comes of them are the third. */
export function groupOf(stage: Stage): RungGroup {
  return rungGroups.find((group) => stage.startsWith(`${group}-`)) ?? 'path';
}

export function stagesOf(group: RungGroup): Stage[] {
  return stages.filter((stage) => groupOf(stage) === group);
}
