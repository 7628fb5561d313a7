/** Domain → period → classification → the authorities whose files were read by it. Our own groups are no classification. */
export type GroupReadings = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>>
>;

/** Authority → the classifications that its figures of a domain and some periods were read by, as a release's manifest says. */
export function classificationsRead(
  manifest: Readonly<Record<string, unknown>>,
  { domain, periods }: { readonly domain: string; readonly periods: readonly string[] },
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const ofDomain = fieldsOf(fieldsOf(manifest.groupsReadAs)[domain]);
  for (const period of periods) {
    for (const [classification, areas] of Object.entries(fieldsOf(ofDomain[period]))) {
      for (const area of Array.isArray(areas) ? areas : []) {
        found.set(area, (found.get(area) ?? new Set()).add(classification));
      }
    }
  }
  return found;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
