import { withBase } from '../../vocabulary/classification.ts';
import { expressibleGroups } from '../../vocabulary/expressible.ts';
import type { FileCheck } from '../check.ts';

export const groupNotInClassification: FileCheck = {
  of: 'file',
  code: 'group-not-in-classification',
  severity: 'query',
  title: 'A group cannot be told in the declared classification',
  hint: 'Declare the classification in which ethnicity was recorded, or say where the group comes from.',
  find: ({ groups }, { layout, classification, vocabulary }) => {
    // A layout gives groups our names knowingly.
    if (layout !== null || classification === null) return [];
    const told = expressibleGroups(vocabulary, withBase(classification));
    return [...groups]
      .filter(([id]) => !told.has(id))
      .map(([id, first]) => ({
        message:
          `${vocabulary.group.get(id)?.label ?? id} (${id}), first in row ${first.row}, cannot be told ` +
          `in ${classification}, which the file declares.`,
        field: 'ethnic_group' as const,
        value: id,
        expected: classification,
        first,
      }));
  },
};
