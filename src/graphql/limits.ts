import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
  type ValueNode,
} from 'graphql';

/** What a query would cost, and what it may. */
export interface Cost {
  readonly cost: number;
  readonly limit: number;
}

/** Rows times comparisons. The default question of 34 areas with two references costs about 2,000. */
export const COST_LIMIT = 20_000;
export const DEEPEST = 10;
export const MOST_ALIASES = 30;

/** What `last` may be at most: a variable that is not sent may have any default. */
const MOST_POINTS = 40;

/** What a comparison has where its question leaves them out: the authorities and London; the groups of a detailed source. */
const USUAL_AREAS = 34;
const USUAL_GROUPS = 20;

/** The limits that a document alone can break. */
export const LIMIT_RULES: readonly ValidationRule[] = [aliasLimit, depthLimit];

function tooLarge(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'query-too-large' } });
}

function aliasLimit(context: Parameters<ValidationRule>[0]): ReturnType<ValidationRule> {
  let aliases = 0;
  return {
    Field(node) {
      if (node.alias !== undefined) aliases += 1;
      if (node.alias !== undefined && aliases === MOST_ALIASES + 1) {
        context.reportError(tooLarge(`A query may have at most ${MOST_ALIASES} aliases.`));
      }
    },
  };
}

function depthLimit(context: Parameters<ValidationRule>[0]): ReturnType<ValidationRule> {
  return {
    Document(document) {
      const fragments = fragmentsOf(document);
      for (const operation of operationsOf(document)) {
        // Fragments that go in circles are another rule's to report.
        if (depthOf(operation.selectionSet, fragments, new Map()) > DEEPEST) {
          context.reportError(tooLarge(`A query may be at most ${DEEPEST} fields deep.`));
        }
      }
    },
  };
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** How deep a selection goes. Introspection is left out: its depth has a limit of its own. */
function depthOf(set: SelectionSetNode, fragments: Fragments, known: Map<string, number>): number {
  const depths = set.selections.map((selection): number => {
    if (selection.kind === Kind.FIELD) {
      if (selection.name.value.startsWith('__')) return 0;
      return 1 + (selection.selectionSet ? depthOf(selection.selectionSet, fragments, known) : 0);
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet, fragments, known);
    const name = selection.name.value;
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, 0);
    const fragment = fragments.get(name);
    const depth = fragment === undefined ? 0 : depthOf(fragment.selectionSet, fragments, known);
    known.set(name, depth);
    return depth;
  });
  return Math.max(0, ...depths);
}

/** The cost of the dearest operation of a valid document: worked out from what is asked, before anything is read. */
export function costOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>): Cost {
  const fragments = fragmentsOf(document);
  const costs = operationsOf(document).map((operation) => {
    const roots = fieldsIn(operation.selectionSet, fragments);
    const given = withDefaults(operation, variables);
    return roots.reduce((sum, field) => sum + rootCost(field, fragments, given), 0);
  });
  return { cost: Math.max(0, ...costs), limit: COST_LIMIT };
}

/** The variables of an operation, those that take their default among them: a list for a list, as long as it is. */
function withDefaults(
  { variableDefinitions }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const defaults = (variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.LIST ? [[variable.name.value, defaultValue.values]] : [],
  );
  const sent = Object.entries(variables).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(defaults), ...Object.fromEntries(sent) };
}

/** How many points a series has, and stages a pathway, where their number cannot be seen in the document. */
const USUAL_POINTS = 12;
const MOST_STAGES = 8;

/** What a target costs, with its series and its reference, and how many are answered where their number is left out. */
const TARGET_COST = 2 * USUAL_POINTS;
const USUAL_TARGETS = 50;

/** At most 60 areas at two points. */
const EFFECT_COST = 120;

/** Root fields that answer with rows: where these are, and how often each is worked out. */
const ROWS_OF: Readonly<
  Record<string, { readonly field: string; readonly times: (field: FieldNode, given: Variables) => number }>
> = {
  comparison: { field: 'rows', times: () => 1 },
  representation: { field: 'rows', times: () => 1 },
  trend: { field: 'series', times: (field, given) => numberOf(field, 'last', given) ?? USUAL_POINTS },
  pathway: { field: 'rows', times: () => MOST_STAGES },
};

type Variables = Readonly<Record<string, unknown>>;

/** Rows cost 1 each, once and again for each reference, and as often as there are points or stages; all else costs 1. */
function rootCost(field: FieldNode, fragments: Fragments, variables: Variables): number {
  if (field.name.value === 'targets')
    return TARGET_COST * (numberOf(field, 'first', variables) ?? USUAL_TARGETS);
  if (field.name.value === 'effect') return EFFECT_COST;
  const answer = ROWS_OF[field.name.value];
  if (answer === undefined || field.selectionSet === undefined) return 1;
  const areas = lengthOf(field, 'areas', variables) ?? USUAL_AREAS;
  const groups = lengthOf(field, 'groups', variables) ?? USUAL_GROUPS;
  const rows = fieldsIn(field.selectionSet, fragments).filter(({ name }) => name.value === answer.field);
  const passes = rows.reduce((sum, { selectionSet }) => {
    if (selectionSet === undefined) return sum;
    return sum + 1 + referencesIn(selectionSet, fragments);
  }, 0);
  return Math.max(1, areas * groups * passes * answer.times(field, variables));
}

/** How many references a selection asks for, however deep. */
function referencesIn(set: SelectionSetNode, fragments: Fragments): number {
  return fieldsIn(set, fragments).reduce((sum, { name, selectionSet }) => {
    const own = name.value === 'against' ? 1 : 0;
    return sum + own + (selectionSet === undefined ? 0 : referencesIn(selectionSet, fragments));
  }, 0);
}

/** A whole number given as an argument, itself or by a variable. */
function numberOf(field: FieldNode, argument: string, variables: Variables): number | undefined {
  const value = field.arguments?.find(({ name }) => name.value === argument)?.value;
  if (value?.kind === Kind.INT) return Math.max(1, Number(value.value));
  if (value?.kind !== Kind.VARIABLE) return undefined;
  const given = variables[value.name.value];
  return typeof given === 'number' ? Math.max(1, given) : MOST_POINTS;
}

/** The fields of a selection, those of its fragments among them; a fragment spread twice counts once, as it is run. */
function fieldsIn(set: SelectionSetNode, fragments: Fragments): readonly FieldNode[] {
  const seen = new Set<string>();
  const found: FieldNode[] = [];
  const pending: SelectionSetNode[] = [set];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const selection of next.selections) {
      if (selection.kind === Kind.FIELD) found.push(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) pending.push(selection.selectionSet);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) pending.push(fragment.selectionSet);
      }
    }
  }
  return found;
}

function lengthOf(
  field: FieldNode,
  argument: string,
  variables: Readonly<Record<string, unknown>>,
): number | undefined {
  const value = field.arguments?.find(({ name }) => name.value === argument)?.value;
  return value === undefined ? undefined : listLength(value, variables);
}

function listLength(value: ValueNode, variables: Readonly<Record<string, unknown>>): number | undefined {
  if (value.kind === Kind.LIST) return value.values.length;
  if (value.kind === Kind.NULL) return undefined;
  if (value.kind !== Kind.VARIABLE) return 1;
  const given = variables[value.name.value];
  if (given === null || given === undefined) return undefined;
  return Array.isArray(given) ? given.length : 1;
}

function operationsOf(document: DocumentNode): readonly OperationDefinitionNode[] {
  return document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
}

function fragmentsOf(document: DocumentNode): Fragments {
  return new Map(
    document.definitions
      .filter((each) => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
}
