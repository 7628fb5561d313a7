import type { DataSet } from '../flow/data-set.ts';
import { DESCRIPTION, LICENCE, PUBLISHER, TITLE } from '../flow/discover.ts';
import { type ArtefactFacts, fileNameOf } from '../flow/download.ts';
import { LONDON } from '../vocabulary/area.ts';
import { parsePeriod } from '../vocabulary/period.ts';
import { TITLES } from './data-set-body.ts';

/** A data set with what a catalogue tells of it. */
export interface Described {
  readonly set: DataSet;
  readonly files: readonly ArtefactFacts[];
  /** The version before, where one stands. */
  readonly before: string | null;
}

const FORMATS: Readonly<Record<string, string>> = {
  csv: 'CSV',
  parquet: 'Apache Parquet',
  ndjson: 'NDJSON',
  xlsx: 'Excel workbook',
};
const LONDON_PLACE = `http://statistics.data.gov.uk/id/statistical-geography/${LONDON}`;

/** The tables of a data set, with the name of each format. */
export function tablesOf({ set, files }: Pick<Described, 'set' | 'files'>) {
  return files.flatMap((file) => {
    const format = FORMATS[file.format];
    if (file.name !== set.id || format === undefined) return [];
    const path = `/v1/releases/${set.release.version}/${fileNameOf(file)}`;
    return [{ file, format, path, mediaType: file.mediaType.split(';')[0] ?? '' }];
  });
}

/** The first and the last day of its figures. */
export function spanOf({ places }: DataSet): { readonly start: string; readonly end: string } | null {
  const periods = places.periods.flatMap((id) => parsePeriod(id) ?? []);
  const start = periods.map((each) => each.start).toSorted()[0];
  const end = periods
    .map((each) => each.end)
    .toSorted()
    .at(-1);
  return start === undefined || end === undefined ? null : { start, end };
}

export function keywordsOf({ places, vocabulary }: DataSet): readonly string[] {
  const subjects = places.measures.flatMap((id) => vocabulary.measure.get(id)?.subdomain ?? []);
  return [...new Set(['ethnicity', 'disproportionality', 'London', 'children', ...subjects])];
}

/** The catalogue by DCAT 3: a series for each domain, and its newest version with its files. */
export function dcatCatalogue(described: readonly Described[], address: string) {
  const newest = described.map(({ set }) => set.release.publishedAt.toISOString()).toSorted();
  const publisher = { '@id': `${address}/#publisher`, '@type': 'foaf:Agent', 'foaf:name': PUBLISHER };
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      foaf: 'http://xmlns.com/foaf/0.1/',
      spdx: 'http://spdx.org/rdf/terms#',
      xsd: 'http://www.w3.org/2001/XMLSchema#',
    },
    '@id': `${address}/catalogue.jsonld`,
    '@type': 'dcat:Catalog',
    'dct:title': english(TITLE),
    'dct:description': english(DESCRIPTION),
    'dct:publisher': publisher,
    'dct:license': { '@id': LICENCE.path },
    'dct:language': { '@id': 'http://publications.europa.eu/resource/authority/language/ENG' },
    'dct:spatial': { '@id': LONDON_PLACE },
    ...(newest.length === 0 ? {} : { 'dct:modified': moment(newest.at(-1) ?? '') }),
    'foaf:homepage': { '@id': `${address}/data-sets` },
    'dcat:service': {
      '@id': `${address}/#api`,
      '@type': 'dcat:DataService',
      'dct:title': english(`${TITLE}: API`),
      'dcat:endpointURL': { '@id': `${address}/v1` },
      'dcat:endpointDescription': { '@id': `${address}/openapi.json` },
      'dcat:servesDataset': described.map(({ set }) => ({ '@id': versionId(set, address) })),
    },
    'dcat:dataset': described.flatMap((each) => [
      seriesOf(each, address),
      versionOf(each, { address, publisher }),
    ]),
  };
}

function seriesOf({ set }: Described, address: string) {
  return {
    '@id': `${address}/data-sets/${set.id}`,
    '@type': 'dcat:DatasetSeries',
    'dct:title': english(TITLES[set.id]),
    'dct:description': english(DESCRIPTION),
    'dcat:landingPage': { '@id': `${address}/data-sets/${set.id}` },
    'dcat:last': { '@id': versionId(set, address) },
  };
}

function versionOf(
  described: Described,
  { address, publisher }: { readonly address: string; readonly publisher: object },
) {
  const { set, before } = described;
  const span = spanOf(set);
  const id = versionId(set, address);
  return {
    '@id': id,
    '@type': 'dcat:Dataset',
    'dct:identifier': id,
    'dct:title': english(`${TITLES[set.id]}, release ${set.release.version}`),
    'dct:description': english(set.release.notes || DESCRIPTION),
    'dct:issued': moment(set.release.publishedAt.toISOString()),
    'dct:publisher': publisher,
    'dct:license': { '@id': LICENCE.path },
    'dct:spatial': { '@id': LONDON_PLACE },
    ...(span === null
      ? {}
      : {
          'dct:temporal': {
            '@type': 'dct:PeriodOfTime',
            'dcat:startDate': { '@type': 'xsd:date', '@value': span.start },
            'dcat:endDate': { '@type': 'xsd:date', '@value': span.end },
          },
        }),
    'dcat:keyword': keywordsOf(set).map(english),
    'dcat:inSeries': { '@id': `${address}/data-sets/${set.id}` },
    'dcat:version': set.release.version,
    ...(before === null
      ? {}
      : { 'dcat:previousVersion': { '@id': `${address}/data-sets/${set.id}?version=${before}` } }),
    'dcat:landingPage': { '@id': id },
    'dcat:distribution': tablesOf(described).map(({ file, format, path, mediaType }) => ({
      '@id': `${address}${path}`,
      '@type': 'dcat:Distribution',
      'dct:title': english(format),
      'dcat:accessURL': { '@id': `${address}${path}` },
      'dcat:downloadURL': { '@id': `${address}${path}` },
      'dcat:mediaType': { '@id': `https://www.iana.org/assignments/media-types/${mediaType}` },
      'dcat:byteSize': { '@type': 'xsd:nonNegativeInteger', '@value': String(file.byteLength) },
      'dct:license': { '@id': LICENCE.path },
      'spdx:checksum': {
        '@type': 'spdx:Checksum',
        'spdx:algorithm': { '@id': 'spdx:checksumAlgorithm_sha256' },
        'spdx:checksumValue': { '@type': 'xsd:hexBinary', '@value': file.sha256 },
      },
    })),
  };
}

/** schema.org's `Dataset`, which search engines for data read in the head of a page. */
export function schemaDataset(described: Described, address: string) {
  const { set } = described;
  const span = spanOf(set);
  const { release, vocabulary, places } = set;
  const organisation = { '@type': 'Organization', name: PUBLISHER, url: address };
  return {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    '@id': versionId(set, address),
    name: `${TITLES[set.id]}, London`,
    description: `${DESCRIPTION} ${release.notes}`.trim(),
    url: `${address}/data-sets/${set.id}`,
    identifier: versionId(set, address),
    version: release.version,
    datePublished: release.publishedAt.toISOString().slice(0, 10),
    license: LICENCE.path,
    isAccessibleForFree: true,
    inLanguage: 'en-GB',
    creator: organisation,
    publisher: organisation,
    keywords: keywordsOf(set),
    ...(span === null ? {} : { temporalCoverage: `${span.start}/${span.end}` }),
    spatialCoverage: { '@type': 'Place', name: 'London', identifier: LONDON },
    variableMeasured: places.measures.flatMap((id) => {
      const measure = vocabulary.measure.get(id);
      if (measure === undefined) return [];
      const { title, definition, unit } = measure;
      return [
        { '@type': 'PropertyValue', propertyID: id, name: title, description: definition, unitText: unit },
      ];
    }),
    includedInDataCatalog: { '@type': 'DataCatalog', name: TITLE, url: `${address}/data-sets` },
    distribution: tablesOf(described).map(({ file, path, mediaType }) => ({
      '@type': 'DataDownload',
      encodingFormat: mediaType,
      contentUrl: `${address}${path}`,
      contentSize: `${file.byteLength} B`,
      sha256: file.sha256,
    })),
  };
}

function versionId({ id, release }: DataSet, address: string): string {
  return `${address}/data-sets/${id}?version=${release.version}`;
}

function english(text: string) {
  return { '@language': 'en', '@value': text };
}

function moment(iso: string) {
  return { '@type': 'xsd:dateTime', '@value': iso };
}
