/** The formatter's print width. */
const WIDTH = 120;

const inline = (cells) => `[${cells.map((cell) => JSON.stringify(cell)).join(', ')}]`;

/** A row on a line of its own or, where that is too long, a cell a line; a comma follows. */
function printRow(cells) {
  const line = `    ${inline(cells)}`;
  if (line.length < WIDTH) return line;
  return `    [\n${cells.map((cell) => `      ${JSON.stringify(cell)}`).join(',\n')}\n    ]`;
}

/** A table of assumptions/ as text: its header, then one row a line, laid out as the formatter leaves it. */
export function printTable({ rows, ...header }) {
  const head = Object.entries(header).map(([key, value]) => {
    if (Array.isArray(value)) return `  ${JSON.stringify(key)}: ${inline(value)}`;
    if (typeof value !== 'object') return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    const entries = Object.entries(value).map(([id, row]) => {
      const inner = Object.entries(row).map(([name, cell]) => `      ${JSON.stringify(name)}: ${JSON.stringify(cell)}`);
      return `    ${JSON.stringify(id)}: {\n${inner.join(',\n')}\n    }`;
    });
    return `  ${JSON.stringify(key)}: {\n${entries.join(',\n')}\n  }`;
  });
  return `{\n${head.join(',\n')},\n  "rows": [\n${rows.map(printRow).join(',\n')}\n  ]\n}\n`;
}
