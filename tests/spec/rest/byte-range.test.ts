import t from 'tap';
import { prefersGzip, rangeOf } from '../../../src/rest/byte-range.ts';

t.test('one range of bytes is followed, and what is not one is answered whole', async (t) => {
  const cases: readonly [header: string | undefined, length: number, expected: unknown][] = [
    [undefined, 10, 'whole'],
    ['bytes=0-', 10, { first: 0, last: 9 }],
    ['bytes=3-5', 10, { first: 3, last: 5 }],
    ['Bytes=3-5', 10, { first: 3, last: 5 }],
    ['bytes=9-', 10, { first: 9, last: 9 }],
    ['bytes=3-99', 10, { first: 3, last: 9 }],
    ['bytes=-4', 10, { first: 6, last: 9 }],
    ['bytes=-99', 10, { first: 0, last: 9 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=10-20', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=5-3', 10, 'whole'],
    ['bytes=-', 10, 'whole'],
    ['bytes=0-1,4-5', 10, 'whole'],
    ['bytes=a-b', 10, 'whole'],
    ['rows=0-1', 10, 'whole'],
  ];
  for (const [header, length, expected] of cases) t.same(rangeOf(header, length), expected, `${header}`);
});

t.test('gzip goes to whoever would have it', async (t) => {
  const cases: readonly [header: string | undefined, expected: boolean][] = [
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['gzip, deflate, br', true],
    ['GZIP;q=0.5', true],
    ['gzip;q=0', false],
    ['gzip;q=0.000', false],
    ['*', true],
    ['*;q=0', false],
    ['br', false],
    ['identity', false],
    ['identity, gzip;q=0.5', false],
    ['identity;q=0.5, gzip', true],
  ];
  for (const [header, expected] of cases) t.equal(prefersGzip(header), expected, `${header}`);
});
