/** How to read a data set, in the languages that researchers use; the tests run each where its program is there. */
export interface Snippet {
  readonly language: string;
  /** What a block of code in Markdown is marked with. */
  readonly mark: string;
  readonly code: string;
}

/** `address` is of the release, without a slash at its end. */
export function snippetsOf(address: string, name: string): readonly Snippet[] {
  return [
    {
      language: 'R',
      mark: 'r',
      code: `cells <- read.csv("${address}/${name}.csv", na.strings = "")`,
    },
    {
      language: 'R with readr',
      mark: 'r',
      code: `cells <- readr::read_csv("${address}/${name}.csv", na = "", guess_max = Inf)`,
    },
    {
      language: 'Python with pandas',
      mark: 'python',
      code: `import pandas
cells = pandas.read_csv(
    "${address}/${name}.csv", keep_default_na=False, na_values=[""], low_memory=False)`,
    },
    {
      language: 'DuckDB',
      mark: 'sql',
      code: `select measure, ethnic_group_label, value, value_status
from '${address}/${name}.parquet'
where area = 'E09000012' and sex = 'all' and age_band = 'all' and category = 'all';`,
    },
    {
      language: 'curl',
      mark: 'sh',
      code: `curl -C - -o ${name}.csv ${address}/${name}.csv\ncurl -s ${address}/SHA256SUMS | sha256sum -c --ignore-missing`,
    },
  ];
}
