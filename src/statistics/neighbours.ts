/** A place by its standardised features (mean 0, standard deviation 1), all in the same order. */
export type Place = { id: string; features: readonly number[] };

/**
 * Returns the other places from the nearest to the farthest by Euclidean distance; equal distances by id.
 * Throws RangeError unless every place has as many features, all finite.
 * Source: CIPFA and NFER nearest-neighbour models: standardised variables, Euclidean distance.
 */
export function nearestTo(
  from: Place,
  places: readonly Place[],
): readonly { id: string; distance: number }[] {
  return places
    .filter(({ id }) => id !== from.id)
    .map(({ id, features }) => ({ id, distance: distance(from.features, features) }))
    .sort((one, other) => one.distance - other.distance || (one.id < other.id ? -1 : 1));
}

function distance(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length || ![...one, ...other].every(Number.isFinite)) {
    throw new RangeError('Both places must have the same features, all finite.');
  }
  return Math.hypot(...one.map((value, index) => value - (other[index] ?? value)));
}
