/** The licence that everything published has, as a Link header names it. */
export const OGL =
  '<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>; rel="license"';

/** The question of an address, with its mark. */
export function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
}

/** How the world reaches the service: as it was told, or as this caller did. */
export function publicAddress(
  request: { readonly protocol: string; readonly host: string },
  publicUrl: string,
): string {
  return publicUrl === '' ? `${request.protocol}://${request.host}` : publicUrl;
}
