import type { CellCheck, ChangeCheck, Check, FileCheck, HeaderCheck, RowCheck, WordCheck } from './check.ts';
import { ageBandFromDate } from './checks/age-band-from-date.ts';
import { ambiguousEthnicGroup } from './checks/ambiguous-ethnic-group.ts';
import { anotherAuthority } from './checks/another-authority.ts';
import { anotherClassification } from './checks/another-classification.ts';
import { anotherPeriod } from './checks/another-period.ts';
import { areaNamesDisagree } from './checks/area-names-disagree.ts';
import { areaNamesSettled } from './checks/area-names-settled.ts';
import { areasMissing } from './checks/areas-missing.ts';
import { breakdownIncomplete } from './checks/breakdown-incomplete.ts';
import { breakdownsNotSent } from './checks/breakdowns-not-sent.ts';
import { categoryLikeAnother } from './checks/category-like-another.ts';
import { cellsAppeared } from './checks/cells-appeared.ts';
import { cellsGone } from './checks/cells-gone.ts';
import { chineseApart } from './checks/chinese-apart.ts';
import { countDisagrees } from './checks/count-disagrees.ts';
import { denominatorMissing } from './checks/denominator-missing.ts';
import { denominatorNotNeeded } from './checks/denominator-not-needed.ts';
import { denominatorsAll100 } from './checks/denominators-all-100.ts';
import { denominatorsMoved } from './checks/denominators-moved.ts';
import { derivedMeasure } from './checks/derived-measure.ts';
import { dimensionNotTaken } from './checks/dimension-not-taken.ts';
import { duplicateRow } from './checks/duplicate-row.ts';
import { emptyFile } from './checks/empty-file.ts';
import { ethnicGroupResolved } from './checks/ethnic-group-resolved.ts';
import { figuresMoved } from './checks/figures-moved.ts';
import { fiveGroupsUndeclared } from './checks/five-groups-undeclared.ts';
import { formulaNotWorkedOut } from './checks/formula-not-worked-out.ts';
import { formulasRead } from './checks/formulas-read.ts';
import { groupMissing } from './checks/group-missing.ts';
import { groupNotInClassification } from './checks/group-not-in-classification.ts';
import { groupsAboveTotal } from './checks/groups-above-total.ts';
import { groupsBelowTotal } from './checks/groups-below-total.ts';
import { gypsyRomaWithoutCensus } from './checks/gypsy-roma-without-census.ts';
import { hiddenColumnsRead } from './checks/hidden-columns-read.ts';
import { hiddenRowsRead } from './checks/hidden-rows-read.ts';
import { manyNotKnown } from './checks/many-not-known.ts';
import { meanOutsideScale } from './checks/mean-outside-scale.ts';
import { measureOfAnotherDomain } from './checks/measure-of-another-domain.ts';
import { measuresNotAskedFor } from './checks/measures-not-asked-for.ts';
import { measuresNotSent } from './checks/measures-not-sent.ts';
import { mergedCellsRead } from './checks/merged-cells-read.ts';
import { missingColumn } from './checks/missing-column.ts';
import { negativeCount } from './checks/negative-count.ts';
import { notAWholeNumber } from './checks/not-a-whole-number.ts';
import { numberFormRead } from './checks/number-form-read.ts';
import { numberNotReadable } from './checks/number-not-readable.ts';
import { numeratorExceedsDenominator } from './checks/numerator-exceeds-denominator.ts';
import { numeratorMissing } from './checks/numerator-missing.ts';
import { onlyTheTotal } from './checks/only-the-total.ts';
import { partsAboveTotal } from './checks/parts-above-total.ts';
import { pupilsDiffer } from './checks/pupils-differ.ts';
import { raggedRow } from './checks/ragged-row.ts';
import { rateAboveOne } from './checks/rate-above-one.ts';
import { readAsUtf16 } from './checks/read-as-utf-16.ts';
import { readAsWindows1252 } from './checks/read-as-windows-1252.ts';
import { repeatedColumn } from './checks/repeated-column.ts';
import { roundedKept } from './checks/rounded-kept.ts';
import { roundedToShown } from './checks/rounded-to-shown.ts';
import { rowsAboveHeader } from './checks/rows-above-header.ts';
import { rowsLeftOut } from './checks/rows-left-out.ts';
import { shareTotalsDiffer } from './checks/share-totals-differ.ts';
import { sheetRead } from './checks/sheet-read.ts';
import { spreadsheetError } from './checks/spreadsheet-error.ts';
import { squaresNotNeeded } from './checks/squares-not-needed.ts';
import { squaresTooSmall } from './checks/squares-too-small.ts';
import { stageExceedsEarlier } from './checks/stage-exceeds-earlier.ts';
import { symbolGivenAway } from './checks/symbol-given-away.ts';
import { symbolKept } from './checks/symbol-kept.ts';
import { totalMissing } from './checks/total-missing.ts';
import { unknownAgeBand } from './checks/unknown-age-band.ts';
import { unknownArea } from './checks/unknown-area.ts';
import { unknownCategory } from './checks/unknown-category.ts';
import { unknownColumn } from './checks/unknown-column.ts';
import { unknownEthnicGroup } from './checks/unknown-ethnic-group.ts';
import { unknownMeasure } from './checks/unknown-measure.ts';
import { unknownPeriod } from './checks/unknown-period.ts';
import { unknownSex } from './checks/unknown-sex.ts';

/** Every check, in the order in which a reader of the report meets them. */
export const RULEBOOK: readonly Check[] = [
  missingColumn,
  repeatedColumn,
  unknownColumn,
  raggedRow,
  emptyFile,
  unknownMeasure,
  measureOfAnotherDomain,
  derivedMeasure,
  unknownPeriod,
  anotherPeriod,
  unknownArea,
  anotherAuthority,
  areaNamesDisagree,
  areaNamesSettled,
  unknownEthnicGroup,
  ambiguousEthnicGroup,
  anotherClassification,
  ethnicGroupResolved,
  fiveGroupsUndeclared,
  groupNotInClassification,
  gypsyRomaWithoutCensus,
  chineseApart,
  unknownSex,
  unknownAgeBand,
  ageBandFromDate,
  unknownCategory,
  categoryLikeAnother,
  dimensionNotTaken,
  numberNotReadable,
  spreadsheetError,
  numberFormRead,
  numeratorMissing,
  denominatorMissing,
  negativeCount,
  notAWholeNumber,
  numeratorExceedsDenominator,
  rateAboveOne,
  denominatorsAll100,
  meanOutsideScale,
  squaresTooSmall,
  duplicateRow,
  denominatorNotNeeded,
  squaresNotNeeded,
  measuresNotSent,
  measuresNotAskedFor,
  areasMissing,
  onlyTheTotal,
  totalMissing,
  groupMissing,
  breakdownIncomplete,
  breakdownsNotSent,
  groupsBelowTotal,
  groupsAboveTotal,
  partsAboveTotal,
  shareTotalsDiffer,
  countDisagrees,
  stageExceedsEarlier,
  pupilsDiffer,
  figuresMoved,
  denominatorsMoved,
  cellsGone,
  cellsAppeared,
  manyNotKnown,
  symbolKept,
  symbolGivenAway,
  roundedKept,
  rowsAboveHeader,
  rowsLeftOut,
  sheetRead,
  mergedCellsRead,
  hiddenRowsRead,
  hiddenColumnsRead,
  formulaNotWorkedOut,
  formulasRead,
  roundedToShown,
  readAsWindows1252,
  readAsUtf16,
];

export const HEADER_CHECKS: readonly HeaderCheck[] = RULEBOOK.filter((check) => check.of === 'header');
export const ROW_CHECKS: readonly RowCheck[] = RULEBOOK.filter((check) => check.of === 'row');
export const CELL_CHECKS: readonly CellCheck[] = RULEBOOK.filter((check) => check.of === 'cell');
export const WORD_CHECKS: readonly WordCheck[] = RULEBOOK.filter((check) => check.of === 'words');
export const FILE_CHECKS: readonly FileCheck[] = RULEBOOK.filter((check) => check.of === 'file');
export const CHANGE_CHECKS: readonly ChangeCheck[] = RULEBOOK.filter((check) => check.of === 'change');
