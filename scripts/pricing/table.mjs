/**
 * A table as text: the header one key a line, then one row a line, so that a price change is a one-line diff.
 * Cells at a row's end that say nothing (null or "") are left out.
 */
export function printTable({ rows, ...header }) {
  const head = Object.entries(header).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const body = rows.map((row) => JSON.stringify(withoutEmptyEnd(row)));
  return `{\n${head.join(',\n')},\n"rows":[\n${body.join(',\n')}\n]}\n`;
}

function withoutEmptyEnd(row) {
  let length = row.length;
  while (length > 0 && (row[length - 1] === null || row[length - 1] === '')) length--;
  return row.slice(0, length);
}

/** The most frequent value (of equals the smallest), which a header may state for all rows; undefined of none. */
export function mostFrequent(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0];
}

/**
 * Reads a table of pricing/ back for the checks, whatever its kind, as rows with everything that the header states
 * for them filled in. A compute row becomes one row a price. Rows that carry no money have a price of null.
 * @param {string} path the file's path below pricing/, with slashes: it says the kind
 * @param {string} text the file
 */
export function readTable(path, text) {
  const table = JSON.parse(text);
  const first = text.slice(0, text.indexOf('"rows":[')).split('\n').length + 1;
  const kind = kindOf(path);
  const rows = table.rows.flatMap((row, index) =>
    EXPAND[kind](cellsOf(row, table.columns), table).map((cells) => ({
      line: first + index,
      ...cells,
    })),
  );
  const { provider, service = '', region = '', currency = '' } = table;
  return { path, kind, provider, service, region, currency, columns: table.columns, rows };
}

function kindOf(path) {
  const parts = path.split('/');
  if (parts.length === 3) return parts[1] === 'compute' ? 'compute' : 'rates';
  return parts[parts.length - 1].replace(/\.json$/, '');
}

const cellsOf = (row, columns) => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]));

const BLANK = {
  unit: null,
  from: '0',
  to: null,
  price: null,
  as_of: null,
  source: null,
  free: '',
  note: '',
};

const EXPAND = {
  rates: (cells, { defaults }) => [
    {
      ...cells,
      as_of: cells.as_of ?? defaults.as_of,
      source: cells.source ?? defaults.source,
      free: cells.free ?? '',
      note: cells.note ?? '',
    },
  ],
  compute: (cells, { defaults, as_of }) =>
    Object.keys(SOURCE_COLUMN).flatMap((column) => {
      if (cells[column] === null) return [];
      const origin = SOURCE_COLUMN[column];
      const source = cells[origin] ?? defaults[origin] ?? null;
      const meter = `${cells.instance} ${column}`;
      return [
        {
          ...BLANK,
          meter,
          unit: 'hour',
          price: cells[column],
          source,
          as_of: as_of[source] ?? null,
        },
      ];
    }),
  instances: (cells) => [
    {
      ...BLANK,
      meter: cells.instance,
      source: [cells.source, cells.coremark_source, cells.limit_source].filter(Boolean).join('+') || null,
    },
  ],
  regions: (cells) => [{ ...BLANK, meter: cells.region, source: cells.zones_source }],
  limits: (cells) => [{ ...BLANK, meter: `${cells.service} ${cells.limit}`, source: cells.source }],
  sources: (cells) => [{ ...BLANK, meter: cells.id }],
};

/** The column that names the source of a price column. */
export const SOURCE_COLUMN = {
  linux_ondemand: 'source',
  linux_spot: 'spot_source',
  linux_1y: 'commit_source',
  linux_3y: 'commit_source',
  windows_ondemand: 'windows_source',
  linux_sp_1y: 'sp_source',
  linux_sp_3y: 'sp_source',
};
