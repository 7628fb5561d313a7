import type { Estimate, TargetProgress } from '../flow/answer.ts';
import type { TargetAnswer } from '../flow/follow.ts';
import { type CsvValue, csvLine } from '../platform/csv-line.ts';
import { kebab, snakeCase } from './columns.ts';

type Progress = TargetProgress & { readonly caveats: readonly { readonly code: string }[] };

function estimateOf(name: string, estimate: Estimate): Readonly<Record<string, CsvValue>> {
  const { value, lower, upper, status, reason } = estimate;
  return {
    [name]: value,
    [`${name}Lower`]: lower,
    [`${name}Upper`]: upper,
    [`${name}Status`]: status,
    [`${name}Reason`]: reason === null ? null : kebab(reason),
  };
}

const NOTHING: Estimate = { value: null, lower: null, upper: null, status: 'z', reason: null, method: null };

/** One target and category as a flat row. */
function rowOf({ body, ...target }: TargetAnswer, progress: Progress): Readonly<Record<string, CsvValue>> {
  const { judged, equity } = progress;
  return {
    id: target.id,
    version: target.version,
    title: body.title,
    status: body.status,
    measure: body.measure,
    area: body.area,
    areaName: target.place.name,
    ethnicGroup: body.group,
    ethnicGroupLabel: target.group.label,
    sex: body.sex,
    ageBand: body.ageBand,
    category: progress.category,
    aim: body.aim.kind,
    baselinePeriod: body.baseline,
    due: body.due,
    unit: target.unit,
    ...estimateOf('baseline', progress.baseline),
    goal: progress.goal,
    period: judged?.period.id ?? null,
    expected: judged?.expected ?? null,
    ...estimateOf('figure', judged?.figure ?? NOTHING),
    standing: kebab(progress.standing),
    insidePercentagePoints: progress.insidePoints,
    insideRelative: progress.insideRelative,
    equity: equity === null ? null : kebab(equity.condition),
    levelledDown: equity?.levelledDown ?? null,
    reference: equity?.reference.label ?? null,
    ...estimateOf('gapBefore', equity?.gapBefore ?? NOTHING),
    ...estimateOf('gapNow', equity?.gapNow ?? NOTHING),
    closedPercent: equity?.closedPercent ?? null,
    caveats: progress.caveats.map(({ code }) => kebab(code)),
    source: body.source.title,
    sourceUrl: body.source.url,
    release: target.release.version,
  };
}

const HEADER: readonly string[] = [
  'id,version,title,status,measure,area,areaName,ethnicGroup,ethnicGroupLabel,sex,ageBand,category,aim',
  'baselinePeriod,due,unit,baseline,baselineLower,baselineUpper,baselineStatus,baselineReason,goal,period,expected',
  'figure,figureLower,figureUpper,figureStatus,figureReason,standing,insidePercentagePoints,insideRelative,equity',
  'levelledDown,reference,gapBefore,gapBeforeLower,gapBeforeUpper,gapBeforeStatus,gapBeforeReason',
  'gapNow,gapNowLower,gapNowUpper,gapNowStatus,gapNowReason,closedPercent,caveats,source,sourceUrl,release',
].flatMap((line) => line.split(','));

/** Targets as CSV: a row for each category of each, snake_case columns, CRLF lines. */
export function targetsCsv(answers: readonly TargetAnswer[]): string {
  const rows = answers.flatMap((target) => target.progress.map((progress) => rowOf(target, progress)));
  const lines = rows.map((row) => csvLine(HEADER.map((name) => row[name] ?? null)));
  return csvLine(HEADER.map(snakeCase)) + lines.join('');
}
